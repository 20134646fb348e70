import { Cause, Clock, Effect, Queue, Stream } from "effect"
import { type Instrument, type Market, marketOf, type Symbol } from "@tradetower/domain/market"
import type { ExchangeUnavailable } from "../../../../unavailable.ts"
import type { Tick, Venue, Wanted } from "../../../../venues/venue.ts"
import { DELAY } from "../../delay.ts"
import type { OpenMarkets } from "../../open-markets.ts"
import { dataElsewhere } from "../gateway-trouble.ts"
import type { Link } from "../link.ts"
import { contractBody } from "../order-body.ts"
import { decimalOf, type Told } from "../words.ts"

/** Prices as they trade where the login pays for them, else late: a gateway chooses by itself. */
const LIVE_OR_DELAYED = 3
/** Kinds of ticks: what was traded at last and how much of it, now and late. */
const LAST = 4
const LAST_SIZE = 5
const DELAYED_LAST = 68
const DELAYED_SIZE = 71
/** Another session of the login has the market data. */
const ELSEWHERE = 10_197

interface Followed {
  readonly market: Market
  readonly request: number
  delayed: boolean
  price: number | undefined
  size: number | undefined
}

/** What traded, by what was told of a price or of how much; undefined until both are told, and of what is no trade. */
const heardOf = (one: Followed, told: Told): boolean => {
  if (told._tag === "tickPrice" && (told.type === LAST || told.type === DELAYED_LAST)) {
    one.delayed = told.type === DELAYED_LAST
    // -1 is none.
    one.price = typeof told.price === "number" && told.price > 0 ? told.price : undefined
    return one.price !== undefined
  }
  if (told._tag === "tickSize" && (told.type === LAST_SIZE || told.type === DELAYED_SIZE))
    one.size = told.size ?? undefined
  return false
}

/** Prices over a gateway: four looks a second. Fails with its connection. */
export const gatewayPrices =
  (link: Link, told: OpenMarkets["told"]): Venue["prices"] =>
  (wanted: Wanted): Stream.Stream<Tick, ExchangeUnavailable> =>
    Stream.callback((queue) =>
      Effect.gen(function* () {
        const tws = yield* link.ready
        const clock = yield* Clock.Clock
        const byRequest = new Map<number, Followed>()
        const bySymbol = new Map<Symbol, Followed>()
        const fail = (error: ExchangeUnavailable) => Queue.failCauseUnsafe(queue, Cause.fail(error))
        const leave = tws.hear((heard) => {
          if (heard._tag === "fault") {
            if (heard.code === ELSEWHERE) fail(dataElsewhere)
            return
          }
          const one = "request" in heard ? byRequest.get(heard.request) : undefined
          if (one === undefined || !heardOf(one, heard) || one.price === undefined) return
          const { delayed, market, price, size } = one
          told(market.instrument.symbol, delayed)
          Queue.offerUnsafe(queue, {
            symbol: market.instrument.symbol,
            price: market.roundPrice(decimalOf(price), "DOWN"),
            at: clock.currentTimeMillisUnsafe() - (delayed ? DELAY : 0),
            quantity: market.lotsIn(market.base(decimalOf(size ?? 0)))
          })
        })
        yield* Effect.addFinalizer(() => Effect.sync(leave))
        yield* Effect.forkScoped(Effect.catch(tws.lost, (error) => Effect.sync(() => fail(error))))
        yield* tws.say("URGENT", (api) => api.reqMarketDataType(LIVE_OR_DELAYED))
        const follow = Effect.fnUntraced(function* (all: ReadonlyMap<Symbol, Instrument>) {
          for (const [symbol, { request }] of bySymbol) {
            if (all.has(symbol)) continue
            bySymbol.delete(symbol)
            byRequest.delete(request)
            yield* tws.say("USUAL", (api) => api.cancelMktData(request))
          }
          for (const [symbol, instrument] of all) {
            const { contract } = instrument
            if (bySymbol.has(symbol) || contract === undefined) continue
            const request = tws.request()
            const one = { market: marketOf(instrument), request, delayed: true, price: undefined, size: undefined }
            bySymbol.set(symbol, one)
            byRequest.set(request, one)
            yield* tws.say("URGENT", (api) => api.reqMktData(request, contractBody(contract), "", false, false))
          }
        })
        yield* Effect.addFinalizer(() => Effect.ignore(follow(new Map())))
        yield* Stream.runForEach(wanted.changes, follow)
        return yield* Effect.never
      })
    )
