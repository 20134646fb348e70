import { Effect, Option } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Connections, type MarketRecord, Markets, queryAll, Store } from "@tradetower/platform"
import { Api, type Balance, CurrentPrincipal, type ExchangeView, type MarketView } from "../../../contract/index.ts"
import { candles } from "./market-candles.ts"
import { freeFunds } from "../bots/free-funds.ts"
import { minus } from "../../exact.ts"
import { Presets } from "./presets.ts"
import { offered } from "./offered.ts"
import { serving } from "../server/serve.ts"

const marketView = (market: MarketRecord): MarketView => ({
  symbol: market.id,
  instrument: market.instrument,
  source: market.source,
  connected: market.connected,
  note: market.note,
  ...(market.lastPrice !== undefined && { lastPrice: market.lastPrice }),
  ...(market.lastPriceAt !== undefined && { lastPriceAt: market.lastPriceAt }),
  ...(market.trading !== undefined && { trading: market.trading }),
  ...(market.past !== undefined && { past: market.past })
})

/** Why a market is not connected; else where prices come from, and which markets don't take every order. */
const noteOf = (markets: ReadonlyArray<MarketRecord>): string => {
  const lost = markets.find(({ connected }) => !connected)
  if (lost !== undefined) return lost.note
  const open = markets.find(({ trading }) => trading === undefined)
  const told = new Set([open?.note, ...markets.map(({ trading }) => trading?.why)])
  const notes = [...told].filter((note) => note !== undefined)
  return notes.length > 0 ? notes.join(". ") : "No market is on offer yet; it takes a moment after the start."
}

const exchangeView = Effect.fnUntraced(function* (exchange: (typeof offered)[number]) {
  const { userId: tenantId } = yield* CurrentPrincipal
  const store = yield* Store
  const listed = yield* queryAll(Markets, { exchange: exchange.id })
  // What most begin with comes first.
  const markets = listed.toSorted(
    (a, b) => Number(a.instrument.kind === "FUTURES") - Number(b.instrument.kind === "FUTURES")
  )
  const account = yield* store.read(Connections, { tenantId }, exchange.id)
  const free = Option.getOrElse(yield* freeFunds(exchange.id), () => [])
  const balances = Option.match(account, {
    onNone: () => [],
    onSome: ({ value }) =>
      value.balances.map(({ asset, available, total }): Balance => ({
        asset,
        free: available,
        reserved: minus(total, available),
        total,
        uncommitted: free.find((one) => one.asset === asset)?.amount ?? available
      }))
  })
  const first = markets[0]
  const view: ExchangeView = {
    ...exchange,
    source: first?.source ?? "SIMULATED",
    connected: markets.some((market) => market.connected),
    note: noteOf(markets),
    balances,
    markets: markets.map(marketView)
  }
  return view
})

export const ExchangesLive = HttpApiBuilder.group(
  Api,
  "exchanges",
  Effect.fn(function* (handlers) {
    const serve = yield* serving
    const presets = yield* Presets
    return handlers.handleAll({
      list: () => serve(Effect.forEach(offered, exchangeView)),
      candles: ({ params, query }) => serve(candles(params.exchange, params.symbol, query)),
      presets: ({ params, query }) =>
        serve(
          Effect.flatMap(CurrentPrincipal, ({ userId }) => presets.of(userId, params.exchange, params.symbol, query))
        )
    })
  })
)
