import type { RunSummary } from "../bot/summary.ts"
import { type Decimal, toUnits } from "../number/decimal.ts"

/** Amounts are counted in units of `10^-18`. */
const FINE = 18
const ONE = 10n ** BigInt(FINE)

/** How a run stands apart from the price; amounts in quote, `position` in base, in units of `10^-18`. */
export interface RunStanding {
  readonly invested: bigint
  /** Result without what the position is worth: trading profit less fees less the position's cost. */
  readonly settled: bigint
  /** Negative when short. */
  readonly position: bigint
  /** What the position cost; negative when short. */
  readonly cost: bigint
  /** Average price of the position; undefined when flat. */
  readonly entry: bigint | undefined
  /** On futures, where the price would liquidate the position. */
  readonly liquidation: bigint | undefined
}

const units = (text: Decimal): bigint => toUnits(text, FINE) ?? 0n

/** Reads what matters to the risk engine out of a step's summary. */
export const runStanding = (summary: RunSummary): RunStanding => ({
  invested: units(summary.invested),
  settled: units(summary.tradingProfit) - units(summary.fees) - units(summary.positionCost),
  position: units(summary.position),
  cost: units(summary.positionCost),
  entry: summary.averageEntry === undefined ? undefined : units(summary.averageEntry),
  liquidation: summary.liquidationPrice === undefined ? undefined : units(summary.liquidationPrice)
})

/** What a position is worth at a price (units of `10^-18`); negative when short. */
export const worthAt = (position: bigint, price: bigint): bigint => (position * price) / ONE

/** Profit or loss of a run at a price. */
export const resultAt = ({ position, settled }: RunStanding, price: bigint): bigint =>
  settled + worthAt(position, price)
