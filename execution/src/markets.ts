import { Context, Effect } from "effect"
import { type ExchangeId, type Market, marketOf, type Symbol } from "@tradetower/domain/market"
import type { GuardedExchange } from "./risk/gate.ts"
import { untilItWorks } from "./patience.ts"

/** The exchanges this process trades on, and their markets. */
export class Markets extends Context.Service<
  Markets,
  {
    readonly exchanges: ReadonlyArray<GuardedExchange>
    readonly exchange: (id: ExchangeId) => GuardedExchange | undefined
    readonly market: (exchange: ExchangeId, symbol: Symbol) => Market | undefined
    readonly all: ReadonlyArray<Market>
  }
>()("@tradetower/execution/Markets") {}

/** Asks every exchange for its instruments, until it answers; one that refuses for good is left out. */
export const openMarkets = Effect.fn("openMarkets")(function* (exchanges: ReadonlyArray<GuardedExchange>) {
  const all: Array<Market> = []
  const markets = new Map<string, Market>()
  for (const exchange of exchanges) {
    const what = `asking ${exchange.id} for its instruments`
    const instruments = yield* Effect.catch(untilItWorks(what, exchange.marketData.instruments), (error) =>
      Effect.as(Effect.logError(`${what}: refused for good, so nothing is traded there`, error), [])
    )
    for (const instrument of instruments) {
      const market = marketOf(instrument)
      all.push(market)
      markets.set(`${exchange.id}/${instrument.symbol}`, market)
    }
  }
  const opened: Markets["Service"] = {
    exchanges,
    exchange: (id) => exchanges.find((exchange) => exchange.id === id),
    market: (exchange, symbol) => markets.get(`${exchange}/${symbol}`),
    all
  }
  return opened
})
