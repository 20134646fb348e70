import { Clock, Effect } from "effect"
import type { ExchangeUnavailable } from "../../exchange.ts"
import { ClockAnswer } from "./answers.ts"
import { type Rest, there } from "./rest.ts"

/** Until when the stock market stays as it is, by Alpaca's own clock; what it says of a day that ends early counts. */
interface Known {
  readonly isOpen: boolean
  /** When that changes, by this machine's clock, ms. */
  readonly until: number
  readonly nextOpen: string
}

/** A look at the clock may be so old before it is looked at again, ms: hours change now and then. */
const OLD = 3_600_000

/**
 * When the stock market opens next, where it is closed now: asked at each bell and each hour, and only by who needs it. An
 * order at market that is sent meanwhile would wait for the bell at Alpaca.
 */
export const hoursOf = (rest: Rest): Effect.Effect<string | undefined, ExchangeUnavailable> => {
  let known: Known | undefined
  return Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    if (known === undefined || now >= known.until) {
      const { is_open, next_close, next_open, timestamp } = yield* there(rest.get("/v2/clock", ClockAnswer, "URGENT"))
      const left = Date.parse(is_open ? next_close : next_open) - Date.parse(timestamp)
      known = { isOpen: is_open, until: now + Math.max(0, Math.min(left, OLD)), nextOpen: next_open }
    }
    return known.isOpen ? undefined : known.nextOpen
  })
}
