import { Effect, type Scope } from "effect"
import type { Blobs, BlobsUnavailable, Bus, Store, StoreUnavailable } from "@tradetower/platform"
import type { Offered } from "../offer.ts"
import type { ExchangeUnavailable } from "../unavailable.ts"
import type { Venue } from "../venues/venue.ts"
import type { Watch } from "../watch/watch.ts"
import { followVenue, Line } from "./follow-venue.ts"
import { leaveRest, listMarkets } from "./list-markets.ts"
import { makeRecorder } from "./record-venue.ts"
import type { Needed } from "./needed.ts"

type Feeding = Effect.Effect<
  void,
  ExchangeUnavailable | StoreUnavailable | BlobsUnavailable,
  Store | Bus | Blobs | Scope.Scope
>
type Asked = Pick<Needed["Service"], "of" | "refuse" | "forget">

const feed = Effect.fn("feed")(function* (
  venue: Venue,
  watch: Watch,
  needed: Asked,
  offered: Offered["Service"],
  tellsKept: boolean
) {
  const markets = yield* listMarkets(venue, watch)
  const came = yield* leaveRest(venue, markets)
  const line = new Line(venue, markets.connected && came)
  const recorder = yield* makeRecorder(venue, watch, offered, markets, line, tellsKept)
  yield* followVenue(venue, watch, needed, markets, line, recorder)
})

/**
 * Brings one venue's market data in, until the scope closes: prices to the watch, candles to the archive, both to
 * the bus, the markets' records to the store. Connects again when the connection is lost, and then fills the gap in the
 * archive from the exchange's own candles. Follows what is needed beyond what is always there, while it is. Where trying
 * again can't help it is not tried again, and `offered` hears why.
 */
export const runFeed = (venue: Venue, watch: Watch, needed: Asked, offered: Offered["Service"]): Feeding =>
  feed(venue, watch, needed, offered, false)

/** A watch that wakes nobody. */
const nobody: Watch = {
  price: () => {},
  candle: () => {},
  interrupted: () => {},
  candlesClosed: () => {},
  connection: () => Effect.void,
  trading: () => Effect.void,
  follow: () => Effect.void,
  letGo: () => {},
  revised: () => Effect.void,
  size: () => 0
}

/**
 * The same for processes that listen to the venue themselves (`listenTo`): archive, bus and records, and nobody is woken.
 * `needed` is what anybody anywhere needs. A market's record says up to when its candles are kept.
 */
export const recordVenue = (venue: Venue, needed: Asked, offered: Offered["Service"]): Feeding =>
  feed(venue, nobody, needed, offered, true)
