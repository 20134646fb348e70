import { Context } from "effect"

/** How often a feed tells what it hears; bots are woken by every price, whatever these are. */
export interface Rates {
  /** The least time between two prices of a market on the bus, ms: no screen shows more. */
  readonly priceEveryMs: number
  /** The least time between two records of a market, and between two tellings of its open candle, ms. */
  readonly recordEveryMs: number
}

/** Where store and bus are in the same process and cost nothing. */
export const ownMachine: Rates = { priceEveryMs: 1_000, recordEveryMs: 5_000 }

/** Where every write and message is paid for: as often as screens are told, and a record a minute. */
export const paidFor = (priceEveryMs: number): Rates => ({ priceEveryMs, recordEveryMs: 60_000 })

/** The rates of every feed. */
export const FeedRates = Context.Reference<Rates>("@tradetower/execution/FeedRates", {
  defaultValue: () => ownMachine
})
