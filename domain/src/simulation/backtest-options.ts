import { Schema } from "effect"
import type { FillModel } from "../exchange/fill-model.ts"
import type { Decimal } from "../number/decimal.ts"
import type { RunStep } from "./surroundings.ts"
import { spanWords } from "./span-words.ts"

/**
 * Which way a price is taken to have gone inside a bar. USUAL: a bar that rose went O-L-H-C, one that fell O-H-L-C.
 * BEST and WORST: of the two ways, bar for bar, the one that leaves the trader with more (less) at its close.
 */
export const BarOrder = Schema.Literals(["USUAL", "BEST", "WORST"])
export type BarOrder = typeof BarOrder.Type

/** How a run over candles is made. */
export interface SimulationOptions {
  /** Trading begins with the first candle at or after this (ms); those before are history for indicators. */
  readonly from?: number
  /** Trading ends before this (ms); the series' end when absent. */
  readonly to?: number
  /** What the account begins with; what the strategy brings when absent. */
  readonly balances?: Readonly<Record<string, Decimal | string>>
  /** Fills, slippage and share of volume; plain fills when absent. */
  readonly fillModel?: FillModel
  /** USUAL when absent. */
  readonly barOrder?: BarOrder
  /** Shows the run every bar instead of jumping: the same result, slowly. For tests and comparison. */
  readonly everyBar?: boolean
  /** Points of the equity curve at the most; 400 when absent. */
  readonly points?: number
  /** Fills are counted and not kept: for sweeps. */
  readonly counts?: boolean
  /** A candle whose close is a point of the curve besides. */
  readonly alsoAt?: number
  /** Sees every step as it is made. */
  readonly onStep?: (step: RunStep) => void
}

/** How a backtest is made: one run, or three for a band. */
export interface BacktestOptions extends Omit<SimulationOptions, "alsoAt" | "barOrder" | "counts" | "onStep"> {
  /** Also run with the best and the worst order of prices inside the bars. */
  readonly band?: boolean
}

/** The candles before `from` are too few for the strategy's indicators. */
export class WarmUpTooShort extends Schema.TaggedError<WarmUpTooShort>()("WarmUpTooShort", {
  /** Candles of the series needed before `from`, and how many there are before it and from it on. */
  needed: Schema.Int,
  there: Schema.Int,
  left: Schema.Int,
  /** Length of a candle, ms. */
  step: Schema.Int
}) {
  override get message(): string {
    const long = (candles: number) => `${candles.toLocaleString("en")} candles (${spanWords(candles * this.step)})`
    const lacking = this.needed - this.there
    const later = lacking < this.left ? `, begin ${spanWords(lacking * this.step)} later` : ""
    return (
      `The indicators need ${long(this.needed)} before the backtest begins, and there are ${long(this.there)}. ` +
      `Load older candles${later}, or give the indicators a shorter timeframe.`
    )
  }
}
