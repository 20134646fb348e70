import type { Run } from "../../bot/strategy.ts"
import { type Whole } from "../../number/whole.ts"
import type { ClientOrderId } from "../../ids.ts"
import type { Price, Quantity } from "../../market/market.ts"
import { asPrice } from "../../number/exact.ts"
import type { Holding } from "../ladder/cells.ts"
import type { KnownLevels } from "../ladder/known-levels.ts"
import type { LoopSettings } from "./settings.ts"
import type { LoopShape } from "./shape.ts"

/** One share of the investment: as quote it waits to buy, as base it waits to sell, over and over. */
export interface Stake extends Holding {
  readonly index: number
  side: "BUY" | "SELL"
  /** Where its order rests or is to rest; 0 while it waits for a gap. */
  level: number
  /** Quote it works with, fees included. */
  amount: Whole
  /** Lots its present buy has filled. */
  bought: Quantity
  /** Quote its present sale brought so far. */
  proceeds: Whole
  /** Funds added while it held base: they join its next buy. */
  added: Whole
  order: ClientOrderId | undefined
}

/** The loop's own part of a run's state. */
export interface LoopState {
  readonly _tag: "LOOP"
  /** NEW: nothing laid. BASE: waiting for the base of the sells. LAID: at work. CLEARING: being laid anew. */
  phase: "NEW" | "BASE" | "LAID" | "CLEARING"
  /** Its anchor is the price at the first start of the bot; zero before (LOOP-1). */
  levels: KnownLevels
  /** The price of the newest fill or price seen: new orders rest beyond it. */
  near: Price
  stakes: Array<Stake>
  /** Base that belongs to no stake yet, and what it cost. */
  pot: Holding
}

export const freshLoop = (anchor?: Price): LoopState => ({
  _tag: "LOOP",
  phase: "NEW",
  levels: { anchor: anchor ?? asPrice(0), below: 0, above: 0 },
  near: asPrice(0),
  stakes: [],
  pot: { held: 0, cost: 0 }
})

/** A run whose strategy is LOOP. */
export type LoopRun = Run<LoopSettings, LoopState, LoopShape>

/** Its loop and its settings. */
export const loopOf = ({
  state
}: Pick<LoopRun, "state">): { readonly loop: LoopState; readonly settings: LoopSettings } => ({
  loop: state.work,
  settings: state.settings
})
