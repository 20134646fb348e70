import { Schema } from "effect"
import type { RunSummary } from "../bot/summary.ts"
import { Decimal, decimalsOf, fromUnits, toUnits } from "../number/decimal.ts"
import { decimalDifference, decimalLarger, decimalProduct, decimalSum } from "../number/decimal-sums.ts"

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

const zero = fromUnits(0n, 0)

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
  decimalDifference(decimalProduct(price, summary.position), summary.positionCost)

const holdingOf = ({ endPrice, invested, startPrice }: RunSummary): Decimal => {
  if (startPrice === undefined || endPrice === undefined) return zero
  const decimals = Math.max(decimalsOf(startPrice), decimalsOf(endPrice))
  const start = toUnits(startPrice, decimals) ?? 0n
  if (start === 0n) return zero
  const gain = (toUnits(endPrice, decimals) ?? 0n) - start
  return fromUnits(((toUnits(invested, HOLDING) ?? 0n) * gain) / start, HOLDING)
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
    left: { base: position, worth: endPrice === undefined ? positionCost : decimalProduct(endPrice, position) }
  }
}

/** Both together. */
export const together = (a: EndedRuns, b: EndedRuns): EndedRuns => ({
  runs: a.runs + b.runs,
  invested: decimalLarger(a.invested, b.invested),
  tradingProfit: decimalSum(a.tradingProfit, b.tradingProfit),
  positionProfit: decimalSum(a.positionProfit, b.positionProfit),
  fees: decimalSum(a.fees, b.fees),
  holding: decimalSum(a.holding, b.holding),
  fills: a.fills + b.fills,
  roundTrips: a.roundTrips + b.roundTrips,
  baseProfit: decimalSum(a.baseProfit, b.baseProfit),
  left: { base: decimalSum(a.left.base, b.left.base), worth: decimalSum(a.left.worth, b.left.worth) }
})

/** Their result: trading and what was held, less fees. */
export const resultOfEnded = ({ fees, positionProfit, tradingProfit }: EndedRuns): Decimal =>
  decimalDifference(decimalSum(tradingProfit, positionProfit), fees)

/** What has become of that which ended runs left in the account: no bot's result any more (LEDGER-9). */
export const sinceTheirEnd = ({ left }: EndedRuns, price: Decimal): Decimal =>
  decimalDifference(decimalProduct(price, left.base), left.worth)
