import { Context, Effect, Layer } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { marketOf } from "@tradetower/domain/market"
import type { Bus, Store } from "@tradetower/platform"
import { Alarm } from "../alarm.ts"
import type { Exchange } from "../exchange.ts"
import { Markets, openMarkets } from "../markets.ts"
import { Needed } from "../market-data/needed.ts"
import { makeGate } from "./gate.ts"
import type { Watch } from "../watch/watch.ts"
import { makeBrokerStanding } from "./broker-standing.ts"
import { makeDayTrading } from "./day-trading.ts"
import { type AccountsOf, equityBy } from "./equity.ts"
import { followRuns } from "./follow-runs.ts"
import { makeHold } from "./hold.ts"
import { Holdings } from "./holdings.ts"
import { LastPrices } from "./last-prices.ts"
import { watchLosses } from "./loss-watch.ts"
import { makeRevise } from "./revise.ts"
import { RiskBook } from "./risk-book.ts"
import { TradingStatuses } from "./trading-statuses.ts"
import { makeWitness } from "./witness.ts"

/**
 * The risk engine's place in execution: takes the exchanges' adapters and hands on markets whose accounts can only be
 * traded on through its gate.
 */
const makeRisk = Effect.fn("makeRisk")(function* (exchanges: ReadonlyArray<Exchange>) {
  const book = yield* RiskBook
  const prices = new LastPrices()
  const trading = new TradingStatuses()
  const gate = makeGate(book, prices)
  const markets = yield* openMarkets(exchanges.map(gate.guard))
  const holdings = new Holdings(prices, markets.market)
  const services = yield* Effect.context<Store | Bus>()
  const revise = makeRevise(holdings, markets)
  yield* followRuns(holdings, yield* Needed)
  const standing = makeBrokerStanding()
  const dayTrading = yield* makeDayTrading(
    standing,
    (venue, symbol) => markets.market(venue, symbol)?.instrument.assetClass === "EQUITY",
    (tenantId, environment, market) => holdings.exposure(tenantId, environment, market)?.equity
  )
  return {
    markets,
    /** The check before every order. */
    clear: gate.clearing({
      exposure: (tenantId, environment, market) => holdings.exposure(tenantId, environment, market),
      dayTrading,
      standing,
      trading: (venue, symbol) => trading.of(venue, symbol)
    }),
    traded: gate.traded,
    /** Lets the risk engine see every market, its prices and what it takes, before anyone acts on it. */
    seeing: (watch: Watch): Watch => ({
      ...watch,
      price: (venue, symbol, price, at) => {
        prices.set(venue, symbol, price)
        watch.price(venue, symbol, price, at)
      },
      follow: (market) => {
        markets.take(market)
        return watch.follow(market)
      },
      revised: (before, after) => {
        markets.take(marketOf(after))
        return Effect.andThen(watch.revised(before, after), Effect.provideContext(revise(before, after), services))
      },
      trading: (venue, symbol, status) => {
        trading.set(venue, symbol, status)
        return watch.trading(venue, symbol, status)
      }
    }),
    /** Forgets what a tenant's runs held and came to, once everything of theirs is erased. */
    forget: (tenantId: TenantId) => holdings.forget(tenantId),
    /** Compares what bots hold with what the exchange says. */
    compare: makeWitness(holdings, yield* Alarm),
    /** Pauses the bots on an instrument of an account, and answers whether there are any. */
    hold: makeHold(holdings),
    /** Watches what is lost and held while trading, until the scope closes. */
    watch: (accountsOf: AccountsOf) =>
      watchLosses(holdings, book, equityBy(markets.pricing, markets.keptPrice, accountsOf, gate, holdings))
  }
})

/** The risk engine: what clears orders, sees prices and watches what is lost. */
export class Risk extends Context.Service<Risk, Omit<Effect.Success<ReturnType<typeof makeRisk>>, "markets">>()(
  "@tradetower/execution/Risk"
) {}

/** The risk engine before these exchanges, and their markets, behind its gate. */
export const risk = (exchanges: ReadonlyArray<Exchange>) =>
  Layer.effectContext(
    Effect.map(makeRisk(exchanges), ({ markets, ...engine }) =>
      Context.make(Risk, engine).pipe(Context.add(Markets, markets))
    )
  ).pipe(Layer.provideMerge(Layer.mergeAll(RiskBook.layer, Alarm.layer, Needed.layer)))
