import { Clock, Effect } from "effect"
import { type Symbol, timeframeMillis } from "@tradetower/domain/market"
import { type DownloadRecord, outsideNow } from "@tradetower/platform"
import { CannotWork, CurrentPrincipal } from "../../contract/index.ts"
import { newId } from "../new-id.ts"
import { enqueue } from "./start-run.ts"

const MINUTE = timeframeMillis["1m"]
/** A product as Coinbase writes it. */
const PRODUCT = /^[A-Z0-9]{1,12}-[A-Z0-9]{1,8}$/
/** The most candles of one download: ten years. */
const MOST = 10 * 366 * 1440

/** Begins to fetch a market's past from Coinbase. */
export const startDownload = Effect.fn("api.startDownload")(function* (asked: {
  readonly symbol: Symbol
  readonly from: number
  readonly to: number
}) {
  const { userId: tenantId } = yield* CurrentPrincipal
  const now = yield* outsideNow
  const from = asked.from - (asked.from % MINUTE)
  // The minute that goes on has no candle yet.
  const to = Math.min(asked.to, now) - (Math.min(asked.to, now) % MINUTE)
  const wrong = !PRODUCT.test(asked.symbol)
    ? { field: "symbol", message: "name a product as Coinbase does, such as BTC-USD" }
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
    symbol: asked.symbol,
    from,
    to,
    reached: from,
    candles: 0
  }
  return yield* enqueue(job)
})
