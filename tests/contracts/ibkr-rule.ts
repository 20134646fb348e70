import { it } from "@effect/vitest"
import { Effect, type Scope } from "effect"
import type { OrderRequest } from "@tradetower/domain/order"
import { NewsPatience } from "@tradetower/execution/ibkr"
import { type AtBench, atBench } from "./exchange-bench.ts"
import { type IbkrBench, ibkrBench } from "./ibkr-bench.ts"

export type At = AtBench & IbkrBench
/** What lacks is asked for at once. */
const impatient = Effect.provideService(NewsPatience, { behind: 150, compared: 400 })

/** A test at Interactive Brokers' stand-in, where the market is at 100. */
export const rule = (title: string, test: (at: At) => Effect.Effect<void, unknown, Scope.Scope>): void =>
  it.live(title, () =>
    Effect.scoped(
      Effect.flatMap(ibkrBench, (bench) => Effect.andThen(bench.trade("100"), test({ ...bench, ...atBench(bench) })))
    ).pipe(impatient)
  )

/** A purchase at market. */
export const atMarket = (at: At): OrderRequest => {
  const { price: _, ...order } = at.buy({ type: "MARKET", timeInForce: "IOC", purpose: "BASE" })
  return order
}

/** What was said of an order, in short, once so much was. */
export const words = ({ said }: Effect.Success<ReturnType<At["heard"]>>, order: OrderRequest, count: number) =>
  Effect.map(said(order, count), (reports) => reports.map(({ report }) => report._tag))
