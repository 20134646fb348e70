import { Effect, Option, Stream, SubscriptionRef } from "effect"
import type { Instrument, Symbol } from "@tradetower/domain/market"
import { Markets, Store } from "@tradetower/platform"
import { ExchangeUnavailable, type MarketData } from "../exchange.ts"
import { untilItWorks } from "../patience.ts"
import { looks } from "./looks.ts"
import type { Look, Venue } from "./venue.ts"
import { wantedOf } from "./wanted.ts"

/** How many of a venue's instruments are followed at once for open pages. */
const MOST = 50

/** What of a venue is followed whoever needs it. */
interface Followed {
  /** There from the start, as they are. */
  readonly fixed?: ReadonlyArray<Instrument>
  /** Found once the venue can be asked. */
  readonly always?: ReadonlyArray<Symbol>
}

const each = <A>(looked: ReadonlyMap<Symbol, Look>, of: (look: Look) => A): ReadonlyMap<Symbol, A> =>
  new Map([...looked].map(([symbol, look]) => [symbol, of(look)]))

/**
 * The market data of a venue: of what is followed always, and of what somebody needs, where it lists more. What this
 * folder counts in already (steps of price and quantity) stays, because its candles and orders are counted so: an
 * instrument that was followed before is there at once, whether or not the venue can be reached.
 */
export const followed = Effect.fn("followed")(function* (
  venue: Venue,
  { always = [], fixed = [] }: Followed = {}
): Effect.fn.Return<MarketData, never, Store> {
  const store = yield* Store
  const wanted = yield* wantedOf(fixed)
  const rules = yield* SubscriptionRef.make<ReadonlyMap<Symbol, Instrument>>(new Map())
  const { look, unheard } = venue

  const find = Effect.fnUntraced(function* (symbol: Symbol) {
    const record = yield* untilItWorks("reading a market", store.read(Markets, { venue: venue.id }, symbol)).pipe(
      Effect.mapError(({ message }) => new ExchangeUnavailable({ message, retryable: false }))
    )
    if (Option.isSome(record)) return record.value.value.instrument
    const now = yield* venue.get(symbol)
    if (Option.isSome(now)) return now.value.instrument
    const message = `${venue.name} lists no pair ${symbol} that is traded: search for another`
    return yield* new ExchangeUnavailable({ message, retryable: false })
  })

  return {
    venue: venue.id,
    name: venue.name,
    source: venue.source,
    note: venue.note,
    instruments: Effect.succeed(fixed),
    ...(venue.source === "LIVE" && { onDemand: { find, wanted, always, lists: venue.lists, most: MOST } }),
    ...(venue.money !== undefined && { money: venue.money }),
    sampled: venue.sampled,
    ...(venue.remembers !== undefined && { remembers: venue.remembers }),
    ticks: venue.prices(wanted),
    ...(unheard !== undefined && { unheard }),
    ...(look !== undefined && {
      rules: SubscriptionRef.changes(rules),
      trading: looks(look, wanted).pipe(
        Stream.tap((all) =>
          SubscriptionRef.set(
            rules,
            each(all, ({ instrument }) => instrument)
          )
        ),
        Stream.map((all) => each(all, ({ takes }) => takes))
      )
    }),
    candles: (symbol, from, to) =>
      Effect.flatMap(SubscriptionRef.get(wanted), (instruments) => {
        const instrument = instruments.get(symbol)
        return instrument === undefined
          ? Effect.fail(new ExchangeUnavailable({ message: `${symbol} is not followed now`, retryable: true }))
          : venue.candles(instrument, from, to)
      })
  }
})
