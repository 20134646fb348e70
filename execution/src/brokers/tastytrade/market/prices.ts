import { Effect, Queue, Stream } from "effect"
import { type Instrument, type Market, marketOf, type Symbol } from "@tradetower/domain/market"
import { times } from "@tradetower/domain/number"
import type { ExchangeUnavailable } from "../../../unavailable.ts"
import type { Tick, Wanted } from "../../../venues/venue.ts"
import { amountIn, type FeedEvent } from "./feed-reader.ts"
import type { DxLink } from "./dxlink.ts"

interface Followed {
  readonly market: Market
  /** Which trade was told last: `time` and `sequence`. */
  last?: string
}

/** The tick of a trade; none of one that was told before, or that has no price. */
const tickOf = (followed: Followed, event: FeedEvent): Tick | undefined => {
  const [price, time] = [amountIn(event, "price"), amountIn(event, "time")]
  if (price === undefined || time === undefined || Number(time) <= 0 || Number(price) <= 0) return undefined
  const name = `${time} ${event.fields["sequence"] ?? ""}`
  if (followed.last === name) return undefined
  followed.last = name
  const { market } = followed
  const { contractMultiplier = "1", symbol } = market.instrument
  const size = amountIn(event, "size")
  return {
    symbol,
    price: market.roundPrice(price, "DOWN"),
    at: Number(time),
    quantity: market.lotsIn(size === undefined ? 0n : market.base(times(size, contractMultiplier)))
  }
}

/**
 * The last trades of what is wanted, as the regular session has them, those of a tenth of a second as one. `nameOf`: as
 * dxFeed calls an instrument; undefined of what it does not have.
 */
export const pricesFrom = (
  link: DxLink,
  wanted: Wanted,
  nameOf: (instrument: Instrument) => Effect.Effect<string | undefined, ExchangeUnavailable>
): Stream.Stream<Tick, ExchangeUnavailable> =>
  Stream.callback((queue) =>
    Effect.gen(function* () {
      const followed = new Map<string, Followed>()
      const names = new Map<Symbol, string>()
      let missing: ReadonlyMap<Symbol, string> = new Map()
      wanted.unheard(Effect.sync(() => missing))
      yield* link.hear((event) => {
        const of = event.kind === "Trade" ? followed.get(event.fields["eventSymbol"] ?? "") : undefined
        const tick = of && tickOf(of, event)
        if (tick !== undefined) Queue.offerUnsafe(queue, tick)
      })
      const follow = Stream.runForEach(
        wanted.changes,
        Effect.fnUntraced(function* (all) {
          const gone = [...names].filter(([symbol]) => !all.has(symbol))
          for (const [symbol, name] of gone) {
            names.delete(symbol)
            followed.delete(name)
          }
          link.remove(gone.map(([, symbol]) => ({ type: "Trade", symbol })))
          const none = new Map<Symbol, string>()
          const come: Array<string> = []
          for (const [symbol, instrument] of all) {
            if (names.has(symbol)) continue
            const name = yield* nameOf(instrument)
            if (name === undefined) none.set(symbol, `tastytrade has no prices of ${symbol}`)
            else {
              names.set(symbol, name)
              followed.set(name, { market: marketOf(instrument) })
              come.push(name)
            }
          }
          missing = none
          link.add(come.map((symbol) => ({ type: "Trade", symbol })))
        })
      )
      return yield* Effect.raceFirst(Effect.andThen(follow, Effect.never), link.lost)
    })
  )
