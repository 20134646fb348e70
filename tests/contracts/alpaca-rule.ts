import { Effect, type Scope, Stream } from "effect"
import { it } from "@effect/vitest"
import type { ExchangeAccount } from "@tradetower/execution"
import { SilencePatience } from "@tradetower/execution/alpaca"
import type { OrderRequest } from "@tradetower/domain/order"
import { alpacaBench, type AlpacaBench } from "./alpaca-bench.ts"
import { type AtBench, atBench } from "./exchange-bench.ts"

export type At = AtBench & AlpacaBench
/** Silence is noticed at once. */
const impatient = Effect.provideService(SilencePatience, { atOnce: 200, resting: 400, key: 300 })

/** A test at Alpaca's stand-in, where the market is at 100. */
export const rule = (
  title: string,
  test: (at: At) => Effect.Effect<void, unknown, Scope.Scope>,
  of: "crypto" | "us_equity" = "us_equity"
): void =>
  it.live(title, () =>
    Effect.scoped(
      Effect.flatMap(alpacaBench(of), (bench) =>
        Effect.andThen(bench.trade("100"), test({ ...bench, ...atBench(bench) }))
      )
    ).pipe(impatient)
  )

/** A purchase at market. */
export const atMarket = (at: At): OrderRequest => {
  const { price: _, ...order } = at.buy({ type: "MARKET", timeInForce: "IOC", purpose: "BASE" })
  return order
}

/** Hears an account until that fails. */
export const listen = ({ reports }: ExchangeAccount) => Stream.runDrain(reports)

/** What was said of an order, in short, once so much was. */
export const words = ({ said }: Effect.Success<ReturnType<At["heard"]>>, order: OrderRequest, count: number) =>
  Effect.map(said(order, count), (reports) => reports.map(({ report }) => report._tag.slice("Order".length)))
