import { Effect, type Scope } from "effect"
import { it } from "@effect/vitest"
import type { OrderRequest } from "@tradetower/domain/order"
import { SilencePatience } from "@tradetower/execution/tastytrade"
import { type AtBench, atBench } from "./exchange-bench.ts"
import { type TastytradeBench, tastytradeBench } from "./tastytrade-bench.ts"

export type AtTastytrade = AtBench & TastytradeBench
/** Silence is noticed at once. */
const impatient = Effect.provideService(SilencePatience, { atOnce: 200, resting: 40, key: 300 })

/** A test at tastytrade's stand-in, where the market is at 100. */
export const tastyRule = (
  title: string,
  test: (at: AtTastytrade) => Effect.Effect<void, unknown, Scope.Scope>,
  of: "share" | "future" = "share"
): void =>
  it.live(title, () =>
    Effect.scoped(
      Effect.flatMap(tastytradeBench(of), (bench) =>
        Effect.andThen(bench.trade("100"), test({ ...bench, ...atBench(bench) }))
      )
    ).pipe(impatient)
  )

/** An order at market. */
export const marketOrder = (at: AtTastytrade, change: Partial<OrderRequest> = {}): OrderRequest => {
  const { price: _, ...order } = at.buy({ type: "MARKET", timeInForce: "DAY", purpose: "BASE" })
  return { ...order, ...change }
}

/** What was said of an order, in short, once so much was. */
export const saidOf = (
  { said }: Effect.Success<ReturnType<AtTastytrade["heard"]>>,
  order: OrderRequest,
  count: number
) => Effect.map(said(order, count), (reports) => reports.map(({ report }) => report._tag.slice("Order".length)))

/** How many orders were posted until now. */
export const posted = (at: AtTastytrade): number =>
  at.server().asked.filter((one) => /^POST .*orders$/.test(one)).length
