import { Effect } from "effect"
import type { ExchangeUnavailable } from "../../exchange.ts"
import type { MarketState } from "../hours.ts"
import { ClockAnswer } from "./answers.ts"
import { type Rest, there } from "./rest.ts"

/** How the stock market stands, by Alpaca's own clock. */
export const lookAtClock = (rest: Rest): Effect.Effect<MarketState, ExchangeUnavailable> =>
  Effect.map(
    there(rest.get("/v2/clock", ClockAnswer, "URGENT")),
    ({ is_open, next_close, next_open, timestamp }): MarketState => ({
      isOpen: is_open,
      left: Date.parse(is_open ? next_close : next_open) - Date.parse(timestamp),
      nextOpen: next_open
    })
  )
