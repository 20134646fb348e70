import { Clock, Effect } from "effect"
import type { ExchangeUnavailable } from "../../../unavailable.ts"
import { rfc3339 } from "../../../wire/instants.ts"
import type { Rest } from "../rest.ts"
import type { StockFeed } from "./bars.ts"
import { BarsAnswer } from "./market-answers.ts"

/** A stock that trades every minute of the day. */
const WITNESS = "SPY"
/** Prices of the whole market that are younger than a quarter of an hour are for those who pay for them, ms. */
const RECENT = 300_000

/** Which prices of shares an account's data plan has: those of IEX alone where those of the whole market are refused. */
export const planOf = Effect.fn("Alpaca.plan")(function* (
  data: Rest
): Effect.fn.Return<StockFeed, ExchangeUnavailable> {
  const now = yield* Clock.currentTimeMillis
  const asked = new URLSearchParams({
    symbols: WITNESS,
    timeframe: "1Min",
    start: rfc3339(now - RECENT),
    limit: "1",
    feed: "sip"
  })
  return yield* data.get(`/v2/stocks/bars?${asked.toString()}`, BarsAnswer, "URGENT").pipe(
    Effect.map((): StockFeed => "sip"),
    Effect.catch((error) => (error.retryable ? Effect.fail(error) : Effect.succeed<StockFeed>("iex")))
  )
})
