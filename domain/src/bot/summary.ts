import { Schema } from "effect"
import { Decimal } from "../number/decimal.ts"
import { BotState } from "./life.ts"

/**
 * What a screen shows of a run without folding its events; stored with every event.
 * Amounts in quote, quantities in base. Unrealised profit is not here: it follows from the last price,
 * `position * price - positionCost`.
 */
export const RunSummary = Schema.Struct({
  state: BotState,
  /** Since when (market time, ms). */
  since: Schema.Int,
  /** Why it is in this state, in words a trader understands. */
  reason: Schema.String,
  /** What the trader put in, with everything added since. */
  invested: Decimal,
  /** Profit of finished round trips, before fees. */
  tradingProfit: Decimal,
  /** All fees and funding paid, in quote (base fees valued at their fill's price). */
  fees: Decimal,
  /** Base held; negative when short. */
  position: Decimal,
  /** What the base held cost, in quote, without fees. */
  positionCost: Decimal,
  /** Average price of the position; absent when flat. */
  averageEntry: Schema.optionalKey(Decimal),
  /** First price this run traded or started at, for "versus holding". */
  startPrice: Schema.optionalKey(Decimal),
  fills: Schema.Int,
  roundTrips: Schema.Int,
  openOrders: Schema.Int,
  /** Orders whose outcome is not known. */
  unknownOrders: Schema.Int
}).annotate({ identifier: "RunSummary" })
export type RunSummary = typeof RunSummary.Type
