import type { Run } from "../../bot/run.ts"
import type { ClientOrderId } from "../../ids.ts"
import type { Price, Quantity } from "../../market/market.ts"
import { asPrice } from "../../number/exact.ts"
import type { DcaSettings } from "./settings.ts"

/** One averaging order of a cycle. */
export interface Rung {
  readonly index: number
  readonly price: Price
  quantity: Quantity
  /** Lots filled by orders that are gone. */
  filled: Quantity
  done: boolean
  order: ClientOrderId | undefined
}

/** Averaging's own part of a run's state. */
export interface DcaState {
  readonly _tag: "DCA"
  /** BETWEEN cycles; ENTERING: the base order; IN the market; ENDING: the cycle's orders are going. */
  phase: "BETWEEN" | "ENTERING" | "IN" | "ENDING"
  /** Cycles finished. */
  cycles: number
  base: ClientOrderId | undefined
  /** What the base order filled: base, and its notional. */
  baseFilled: bigint
  baseNotional: bigint
  basePrice: Price
  rungs: Array<Rung>
  takeProfit: ClientOrderId | undefined
  /** The cycle is being ended at market (trailing take-profit). */
  atMarket: boolean
  /** Profit that joined the investment. */
  reinvested: bigint
  /** Profit after fees when the cycle began. */
  profitBefore: bigint
}

export const freshDca = (): DcaState => ({
  _tag: "DCA",
  phase: "BETWEEN",
  cycles: 0,
  base: undefined,
  baseFilled: 0n,
  baseNotional: 0n,
  basePrice: asPrice(0),
  rungs: [],
  takeProfit: undefined,
  atMarket: false,
  reinvested: 0n,
  profitBefore: 0n
})

/** The averaging of a run whose strategy is DCA. */
export const dcaOf = (run: Run): { readonly dca: DcaState; readonly settings: DcaSettings } => {
  const { work, settings } = run.state
  if (work._tag !== "DCA" || settings._tag !== "DCA") throw new TypeError("this run is not averaging")
  return { dca: work, settings }
}

export const isLong = (settings: DcaSettings): boolean => settings.direction === "LONG"
