import { type Whole } from "../../number/whole.ts"
import type { ClientOrderId } from "../../ids.ts"
import type { Price, Quantity } from "../../market/market.ts"
import { asPrice } from "../../number/exact.ts"

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

/** What a strategy that averages keeps in a run's state. */
export interface Cycle {
  /** BETWEEN cycles; ENTERING: the base order; IN the market; ENDING: the cycle's orders are going. */
  phase: "BETWEEN" | "ENTERING" | "IN" | "ENDING"
  /** Cycles finished. */
  cycles: number
  base: ClientOrderId | undefined
  /** What the base order filled: base, and its notional. */
  baseFilled: Whole
  baseNotional: Whole
  basePrice: Price
  rungs: Array<Rung>
  /** No more is averaged in this cycle: it is on its way out. */
  leaving: boolean
  takeProfit: ClientOrderId | undefined
  /** The cycle is being ended at market (trailing take-profit). */
  atMarket: boolean
  /** Profit that joined the investment. */
  reinvested: Whole
  /** Profit after fees when the cycle began. */
  profitBefore: Whole
}

export const freshCycle = (): Cycle => ({
  phase: "BETWEEN",
  cycles: 0,
  base: undefined,
  baseFilled: 0,
  baseNotional: 0,
  basePrice: asPrice(0),
  rungs: [],
  leaving: false,
  takeProfit: undefined,
  atMarket: false,
  reinvested: 0,
  profitBefore: 0
})
