import { Effect } from "effect"
import type { Exchange } from "../exchange.ts"
import { openMarkets } from "../markets.ts"
import { makeGate } from "./gate.ts"
import type { Watch } from "../watch/watch.ts"
import { makeDayTrading } from "./day-trading.ts"
import { type AccountsOf, equityBy } from "./equity.ts"
import { followRuns } from "./follow-runs.ts"
import { Holdings } from "./holdings.ts"
import { LastPrices } from "./last-prices.ts"
import { watchLosses } from "./loss-watch.ts"
import { makeRiskBook } from "./risk-book.ts"
import { TradingStatuses } from "./trading-statuses.ts"

/**
 * The risk engine's place in execution: takes the exchanges' adapters and hands on markets whose accounts can only be
 * traded on through its gate.
 */
export const makeRisk = Effect.fn("makeRisk")(function* (exchanges: ReadonlyArray<Exchange>) {
  const book = yield* makeRiskBook
  const prices = new LastPrices()
  const trading = new TradingStatuses()
  const gate = makeGate(book, prices)
  const markets = yield* openMarkets(exchanges.map(gate.guard))
  const holdings = new Holdings(prices, markets.market)
  yield* followRuns(holdings)
  const dayTrading = yield* makeDayTrading(
    markets.exchange,
    (exchange, symbol) => markets.market(exchange, symbol)?.instrument.assetClass === "EQUITY",
    (tenantId, market) => holdings.exposure(tenantId, market)?.equity
  )
  return {
    book,
    markets,
    /** The check before every order. */
    clear: gate.clearing({
      exposure: (tenantId, market) => holdings.exposure(tenantId, market),
      dayTrading,
      trading: (exchange, symbol) => trading.of(exchange, symbol)
    }),
    /** Lets the risk engine see every price, and what a market takes, before anyone acts on it. */
    seeing: (watch: Watch): Watch => ({
      ...watch,
      price: (exchange, symbol, price, at) => {
        prices.set(exchange, symbol, price)
        watch.price(exchange, symbol, price, at)
      },
      trading: (exchange, symbol, status) => {
        trading.set(exchange, symbol, status)
        return watch.trading(exchange, symbol, status)
      }
    }),
    /** Watches what is lost and held while trading, until the scope closes. */
    watch: (accountsOf: AccountsOf) => watchLosses(holdings, book, equityBy(markets.all, accountsOf, gate, holdings))
  }
})
