import type { RunSummary } from "../bot/summary.ts"
import { fine, ONE } from "../number/decimal-units.ts"

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

/** Reads what matters to the risk engine out of a step's summary. */
export const runStanding = (summary: RunSummary): RunStanding => ({
  invested: fine(summary.invested),
  settled: fine(summary.tradingProfit) - fine(summary.fees) - fine(summary.positionCost),
  position: fine(summary.position),
  cost: fine(summary.positionCost),
  entry: summary.averageEntry === undefined ? undefined : fine(summary.averageEntry),
  liquidation: summary.liquidationPrice === undefined ? undefined : fine(summary.liquidationPrice)
})

/** What a position is worth at a price (units of `10^-18`); negative when short. */
export const worthAt = (position: bigint, price: bigint): bigint => (position * price) / ONE

/** Profit or loss of a run at a price. */
export const resultAt = ({ position, settled }: RunStanding, price: bigint): bigint =>
  settled + worthAt(position, price)
