import { Clock, Effect } from "effect"
import { type Symbol, timeframeMillis, VenueId } from "@tradetower/domain/market"
import { type DownloadRecord, Listings, outsideNow } from "@tradetower/platform"
import { CannotWork, CurrentPrincipal } from "../../contract/index.ts"
import { newId } from "../new-id.ts"
import { enqueue } from "./start-run.ts"

const MINUTE = timeframeMillis["1m"]
const HOUR = timeframeMillis["1h"]
/** Where candles come from when nothing is said. */
export const COINBASE = VenueId.make("coinbase")
/** A symbol as searches name it. */
const SYMBOL = /^[A-Z0-9.]{1,20}(-[A-Z0-9.]{1,20})?$/
/** The most candles of one download: ten years. */
const MOST = 10 * 366 * 1440

/** Whether a download fetches all that another would. */
const includes = (one: DownloadRecord, other: DownloadRecord): boolean =>
  one.venue === other.venue && one.symbol === other.symbol && one.from <= other.from && one.to >= other.to

/** Begins to fetch a market's past from a venue; where that is being fetched already, it is that download. */
export const startDownload = Effect.fn("api.startDownload")(function* (asked: {
  readonly venue?: VenueId
  readonly symbol: Symbol
  readonly from: number
  readonly to: number
}) {
  const { tenantId } = yield* CurrentPrincipal
  const now = yield* outsideNow
  const from = asked.from - (asked.from % MINUTE)
  // The minute that goes on has no candle yet.
  const to = Math.min(asked.to, now) - (Math.min(asked.to, now) % MINUTE)
  const { venue = COINBASE } = asked
  const { venues } = yield* Listings
  const at = venues.find(({ id }) => id === venue)
  const since = at?.remembers === undefined ? 0 : now - at.remembers
  const wrong =
    at === undefined
      ? { field: "venue", message: `choose one of ${venues.map(({ id }) => id).join(", ")}` }
      : !SYMBOL.test(asked.symbol)
        ? { field: "symbol", message: "name it as a search does, such as BTC-USD" }
        : from < since
          ? {
              field: "from",
              message: `${at.name} tells candles of the last ${(now - since) / HOUR} hours only: ask for a later time, or another venue`
            }
          : from < 0 || from >= to
            ? { field: "from", message: "must be before the end, and in the past" }
            : (to - from) / MINUTE > MOST
              ? { field: "from", message: `at most ${MOST} candles at once: ask for a shorter time` }
              : undefined
  if (wrong !== undefined) return yield* new CannotWork({ detail: `${wrong.field}: ${wrong.message}`, errors: [wrong] })
  const job: DownloadRecord = {
    id: yield* newId,
    tenantId,
    kind: "DOWNLOAD",
    createdAt: yield* Clock.currentTimeMillis,
    state: "QUEUED",
    progress: 0,
    cancelRequested: false,
    venue,
    symbol: asked.symbol,
    from,
    to,
    reached: from,
    candles: 0
  }
  return yield* enqueue(job, (other) => (other.kind === "DOWNLOAD" && includes(other, job) ? other : undefined))
})
