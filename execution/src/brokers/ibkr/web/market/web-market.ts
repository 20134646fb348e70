import { Cause, Clock, Effect, Option, Queue, Stream } from "effect"
import { type Instrument, type Market as Counted, marketOf, type Symbol } from "@tradetower/domain/market"
import { OldestOut } from "@tradetower/domain/oldest-out"
import type { ExchangeUnavailable } from "../../../../unavailable.ts"
import type { Tick, Wanted } from "../../../../venues/venue.ts"
import { streamLost } from "../account-stream.ts"
import type { OpenMarket, OpenMarkets } from "../../open-markets.ts"
import type { PriceDesk, PriceListener } from "../price-desk.ts"
import type { Session } from "../session.ts"
import { barsOf } from "./bars.ts"
import { contractSearch } from "./contract-search.ts"
import { backingOf } from "./futures.ts"
import { isDelayed, tickIn } from "./price-row.ts"

/** Each contract's prices end after ten minutes. */
const RENEWED_EVERY = "8 minutes"
/** Prices remembered: more than are followed. */
const MOST_PRICES = 1_000
/** The account's own stream comes within this time. */
const ATTACHED_WITHIN = 30_000
const LOOKED_AT = "100 millis"

/** What the Web API tells of markets, within the session of an account that is open. `told`: how prices come. */
export const webMarket = (
  session: Session,
  desk: PriceDesk,
  told: OpenMarkets["told"],
  alone: <A, E>(asked: Effect.Effect<A, E>) => Effect.Effect<A, E>
): OpenMarket => {
  /** What was last traded at, by contract. */
  const last = new OldestOut<string, string>(MOST_PRICES)
  const contracts = contractSearch((instrument) =>
    Effect.orElseSucceed(backingOf(session, instrument, last.get(instrument.contract ?? ""), alone), () => undefined)
  )

  const prices = (wanted: Wanted): Stream.Stream<Tick, ExchangeUnavailable> =>
    Stream.callback((queue) =>
      Effect.gen(function* () {
        const clock = yield* Clock.Clock
        const since = clock.currentTimeMillisUnsafe()
        while (!desk.isAttached) {
          if (clock.currentTimeMillisUnsafe() - since > ATTACHED_WITHIN)
            return yield* streamLost("Interactive Brokers' stream is not there yet")
          yield* Effect.sleep(LOOKED_AT)
        }
        const followed = new Map<string, { readonly market: Counted; delayed: boolean }>()
        const fail = (error: ExchangeUnavailable) => Queue.failCauseUnsafe(queue, Cause.fail(error))
        const listener: PriceListener = {
          heard: (row) => {
            const one = followed.get(row.conid)
            if (one === undefined) return
            one.delayed = isDelayed(row) ?? one.delayed
            told(one.market.instrument.symbol, one.delayed)
            const tick = tickIn(row, one.market, one.delayed, clock.currentTimeMillisUnsafe())
            if (tick === undefined) return
            last.set(row.conid, one.market.priceText(tick.price))
            Queue.offerUnsafe(queue, tick)
          },
          lost: fail
        }
        const follow = (all: ReadonlyMap<Symbol, Instrument>) => {
          const now = new Map(
            [...all.values()].flatMap((one) => (one.contract === undefined ? [] : [[one.contract, one]]))
          )
          for (const conid of followed.keys()) {
            if (now.has(conid)) continue
            followed.delete(conid)
            desk.leave(conid, listener)
          }
          for (const [conid, instrument] of now) {
            if (followed.has(conid)) continue
            followed.set(conid, { market: marketOf(instrument), delayed: true })
            desk.follow(conid, listener)
          }
        }
        yield* Effect.addFinalizer(() => Effect.sync(() => follow(new Map())))
        yield* Effect.forkScoped(
          Effect.forever(
            Effect.delay(
              Effect.sync(() => desk.renew()),
              RENEWED_EVERY
            )
          )
        )
        yield* Stream.runForEach(wanted.changes, (all) => Effect.sync(() => follow(all)))
        return yield* Effect.never
      })
    )

  return {
    name: session.name,
    find: (text, page) => contracts.find(session, text, page),
    get: (symbol) =>
      Effect.map(
        contracts.one(session, symbol),
        Option.map(({ instrument, venueSymbol }) => ({ instrument, venueSymbol }))
      ),
    look: (instrument) => contracts.look(session, instrument),
    prices,
    candles: (instrument, from, to) => barsOf(session, instrument, from, to)
  }
}
