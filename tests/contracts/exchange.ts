import type { Effect, Scope } from "effect"
import type { ExchangeBench } from "./exchange-bench.ts"
import { futureRules } from "./exchange-futures.ts"
import { newsRules } from "./exchange-news.ts"
import { ocoRules } from "./exchange-oco.ts"
import { orderRules } from "./exchange-orders.ts"

/**
 * The rules of `execution/contracts/exchange.md` that every adapter must keep. Each test has a bench of its own, or a
 * trader of its own at one that they share.
 */
export const exchangeContract = (name: string, bench: Effect.Effect<ExchangeBench, unknown, Scope.Scope>): void => {
  orderRules(name, bench)
  newsRules(name, bench)
  ocoRules(name, bench)
  futureRules(name, bench)
}
