import { Schema } from "effect"
import type { RunSummary } from "../bot/summary.ts"
import { Decimal } from "../number/decimal.ts"
import { dividedBy, larger, minus, plus, times, zero } from "../number/decimal-arithmetic.ts"

/**
 * What a bot's ended runs came to, added up: as large after a thousand runs as after one. Amounts in quote. Nothing in
 * it follows the price any more: what a run still held counts at the price of its end (LEDGER-8).
 */
export const EndedRuns = Schema.Struct({
  /** How many. */
  runs: Schema.Int,
  /** The most that one of them was given: they ran one after another, with the same money. */
  invested: Decimal,
  /** Profit of finished round trips, before fees. */
  tradingProfit: Decimal,
  /** What they still held was worth so much more than it cost. */
  positionProfit: Decimal,
  /** All fees and funding. */
  fees: Decimal,
  /** What buying at each start and holding to its end would have made. */
  holding: Decimal,
  fills: Schema.Int,
  roundTrips: Schema.Int,
  /** In base: profit of finished round trips of a bot that counts in base. */
  baseProfit: Decimal,
  /** What they left in the account: base (negative when short, or sold of what was brought), and its worth at their ends. */
  left: Schema.Struct({ base: Decimal, worth: Decimal })
}).annotate({ identifier: "EndedRuns" })
export type EndedRuns = typeof EndedRuns.Type

/** Of a bot that has ended no run yet. */
export const noRuns: EndedRuns = {
  runs: 0,
  invested: zero,
  tradingProfit: zero,
  positionProfit: zero,
  fees: zero,
  holding: zero,
  fills: 0,
  roundTrips: 0,
  baseProfit: zero,
  left: { base: zero, worth: zero }
}

/** Decimals of what holding would have made, which is no whole number of anything. */
const HOLDING = 8

/** What a run's position would bring at a price beyond its cost, before fees, in quote. */
export const positionProfitAt = (summary: Pick<RunSummary, "position" | "positionCost">, price: Decimal): Decimal =>
  minus(times(price, summary.position), summary.positionCost)

const holdingOf = ({ endPrice, invested, startPrice }: RunSummary): Decimal => {
  if (startPrice === undefined || endPrice === undefined) return zero
  return dividedBy(times(invested, minus(endPrice, startPrice)), startPrice, HOLDING) ?? zero
}

/** What one run came to at its end. One of an earlier version that knows no price of its end counts what it held at cost. */
export const endedRun = (summary: RunSummary): EndedRuns => {
  const { endPrice, fees, fills, invested, ofBase, position, positionCost, roundTrips, tradingProfit } = summary
  return {
    runs: 1,
    invested,
    tradingProfit,
    positionProfit: endPrice === undefined ? zero : positionProfitAt(summary, endPrice),
    fees,
    holding: holdingOf(summary),
    fills,
    roundTrips,
    baseProfit: ofBase?.tradingProfit ?? zero,
    left: { base: position, worth: endPrice === undefined ? positionCost : times(endPrice, position) }
  }
}

/** Both together. */
export const together = (a: EndedRuns, b: EndedRuns): EndedRuns => ({
  runs: a.runs + b.runs,
  invested: larger(a.invested, b.invested),
  tradingProfit: plus(a.tradingProfit, b.tradingProfit),
  positionProfit: plus(a.positionProfit, b.positionProfit),
  fees: plus(a.fees, b.fees),
  holding: plus(a.holding, b.holding),
  fills: a.fills + b.fills,
  roundTrips: a.roundTrips + b.roundTrips,
  baseProfit: plus(a.baseProfit, b.baseProfit),
  left: { base: plus(a.left.base, b.left.base), worth: plus(a.left.worth, b.left.worth) }
})

/** Their result: trading and what was held, less fees. */
export const resultOfEnded = ({ fees, positionProfit, tradingProfit }: EndedRuns): Decimal =>
  minus(plus(tradingProfit, positionProfit), fees)

/** What has become of that which ended runs left in the account: no bot's result any more (LEDGER-9). */
export const sinceTheirEnd = ({ left }: EndedRuns, price: Decimal): Decimal =>
  minus(times(price, left.base), left.worth)
