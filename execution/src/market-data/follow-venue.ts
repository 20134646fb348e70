import { Clock, Effect, type Scope, Stream } from "effect"
import { marketOf } from "@tradetower/domain/market"
import type { BlobsUnavailable, Store } from "@tradetower/platform"
import { reconnecting } from "../reconnect.ts"
import type { ExchangeUnavailable } from "../unavailable.ts"
import type { Tick, Venue, Wanted } from "../venues/venue.ts"
import { wantedOf } from "../venues/wanted-instruments.ts"
import type { Watch } from "../watch/watch.ts"
import { followLooks } from "./follow-looks.ts"
import { followNeeded } from "./follow-needed.ts"
import type { VenueMarkets } from "./list-markets.ts"
import { ListedMarket } from "./listed-market.ts"
import type { Needed } from "./needed.ts"

/** A connection that is back this soon was never lost as far as bots are concerned, ms of wall time. */
const GRACE = 5_000

/** How it stands with a venue's prices, and with what bots were told of that. */
export class Line {
  /** What bots were last told. */
  told: boolean
  connected = false
  /** Wall time since when no prices come; absent while they do. */
  lostAt: number | undefined
  /** Where they come from, or why they don't, in words. */
  note: string

  constructor({ note }: Pick<Venue, "note">, told: boolean) {
    this.told = told
    this.note = note
  }
}

/** What is done with a venue's news beside telling the watch, each time once that was told. */
export interface VenueHearer {
  /** Its markets are listed and how they stand is followed: before its first price. */
  readonly begin: Effect.Effect<void, ExchangeUnavailable | BlobsUnavailable>
  readonly missed: Wanted["missed"]
  readonly unheard: Wanted["unheard"]
  /** A market is followed from here on; and no more. */
  readonly followed: (market: ListedMarket) => Effect.Effect<void>
  readonly letGo: (market: ListedMarket) => Effect.Effect<void>
  /** What is known of these beside their prices is other than before. */
  readonly changed: (markets: Iterable<ListedMarket>) => Effect.Effect<void>
  readonly price: (market: ListedMarket, tick: Tick) => Effect.Effect<void>
  /** No prices come, `since` the last time they did or a try to have them again; then they do again. */
  readonly lost: (since: "NOW" | "BEFORE") => Effect.Effect<void>
  readonly restored: Effect.Effect<void>
  /** Bots know how it stands. */
  readonly told: (connected: boolean, reason: string) => Effect.Effect<void>
  /** They are asked for no more. */
  readonly refused: (error: ExchangeUnavailable) => Effect.Effect<void>
  readonly everySecond: (second: number) => Effect.Effect<void>
}

/**
 * Follows one venue until the scope closes: prices to the watch, how its markets stand, whether they are heard at all.
 * Connects again when the connection is lost; follows what is needed beyond what is always there, while it is. Where
 * trying again can't help it is not tried again.
 */
export const followVenue = Effect.fn("followVenue")(function* (
  venue: Venue,
  watch: Omit<Watch, "candle" | "candlesClosed" | "size">,
  needed: Pick<Needed["Service"], "of" | "refuse" | "forget">,
  { fixed, instruments, listed, takes, took }: VenueMarkets,
  line: Line,
  hearer: VenueHearer
): Effect.fn.Return<void, ExchangeUnavailable | BlobsUnavailable, Store | Scope.Scope> {
  const { id } = venue
  const wanted = yield* wantedOf(instruments, hearer)
  let said: string | undefined

  yield* followLooks({
    venue,
    wanted,
    watch,
    listed,
    before: took,
    takes,
    changed: (market) => hearer.changed([market])
  })
  yield* hearer.begin

  const tell = Effect.fnUntraced(function* (now: boolean, reason: string) {
    // Bots hear why in one sentence; screens where prices come from, too.
    if (line.told !== now) yield* watch.connection(id, now, said ?? reason)
    line.told = now
    line.connected = now
    yield* hearer.told(now, reason)
  })

  const restored = Effect.gen(function* () {
    line.lostAt = undefined
    if (said !== undefined) yield* Effect.logInfo(`the prices of ${id} come again`)
    said = undefined
    for (const symbol of listed.keys()) watch.interrupted(id, symbol)
    yield* hearer.restored
    line.note = venue.note
    yield* tell(true, line.note)
  })

  const hear = (tick: Tick): Effect.Effect<void> => {
    const market = listed.get(tick.symbol)
    if (market === undefined) return Effect.void
    watch.price(id, tick.symbol, tick.price, tick.at)
    return hearer.price(market, tick)
  }
  const lost = Effect.fnUntraced(function* (error: ExchangeUnavailable) {
    if (said !== error.message) yield* Effect.logWarning(`no prices of ${id}: ${error.message}`)
    said = error.message
    const since = line.lostAt === undefined ? "NOW" : "BEFORE"
    line.lostAt ??= yield* Clock.currentTimeMillis
    line.note = `${venue.note}: not connected (${error.message})`
    yield* hearer.lost(since)
  })

  const listen = Effect.fnUntraced(function* (come: Effect.Effect<void>) {
    let first = true
    yield* venue.prices(wanted).pipe(
      Stream.runForEach((tick) => {
        if (!first) return hear(tick)
        first = false
        return Effect.andThen(Effect.andThen(come, restored), hear(tick))
      })
    )
    line.note = `${venue.note}: the recording has ended`
    yield* hearer.changed(listed.values())
    return yield* Effect.never
  })

  let forGood: ExchangeUnavailable | undefined
  yield* followNeeded(venue, {
    needed,
    fixed,
    listed,
    forGood: () => forGood,
    begin: Effect.fnUntraced(function* ({ instrument, version }) {
      const market = new ListedMarket(marketOf(instrument), version)
      listed.set(instrument.symbol, market)
      yield* watch.follow(market.market)
      yield* wanted.want(instrument)
      yield* hearer.followed(market)
    }),
    end: Effect.fnUntraced(function* (symbol) {
      const market = listed.get(symbol)
      if (market === undefined) return
      listed.delete(symbol)
      yield* wanted.letGo(symbol)
      watch.letGo(id, symbol)
      takes.delete(symbol)
      yield* hearer.letGo(market)
    })
  })

  yield* Effect.forkScoped(
    reconnecting((come) => Effect.tapError(Effect.scoped(listen(come)), lost)).pipe(
      Effect.catch((error) =>
        Effect.suspend(() => {
          forGood = error
          const why = Effect.logError(`the prices of ${id} were refused for good`, error)
          return why.pipe(Effect.andThen(hearer.refused(error)), Effect.andThen(tell(false, line.note)))
        })
      )
    )
  )
  const lostForLong = Effect.map(
    Clock.currentTimeMillis,
    (now) => line.lostAt !== undefined && (line.connected || line.told) && now - line.lostAt >= GRACE
  )
  yield* Effect.forkScoped(
    Effect.gen(function* () {
      for (let second = 1; ; second++) {
        yield* Effect.sleep("1 second")
        if (yield* lostForLong) yield* tell(false, line.note)
        yield* hearer.everySecond(second)
      }
    })
  )
})
