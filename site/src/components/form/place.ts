import type { Market } from "../../client/contract.ts"
import type { Timeframe } from "../../client/queries.ts"

/** A market on an exchange. */
export interface Place {
  readonly venue: string
  readonly market: Market
  /** False for candles that no exchange here offers a market for: its presets are worked out on the page. */
  readonly offered?: boolean
  /** Length of its candles; a minute when absent. */
  readonly timeframe?: Timeframe
}
