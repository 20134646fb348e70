import type { Exits, Run } from "../../bot/strategy.ts"
import { type Whole } from "../../number/whole.ts"
import type { ClientOrderId } from "../../ids.ts"
import type { TwapSettings } from "./settings.ts"

/** Settings made ready: nothing ends it but its last slice. */
export interface TwapShape {
  readonly exits: Exits
}

/** The time-weighted order's own part of a run's state. */
export interface TwapState {
  readonly _tag: "TWAP"
  /** Market time of the start; slices are counted from it. Zero before. */
  startAt: number
  /** The first slice not decided yet. */
  next: number
  /** Parts of a lot that rounding owes the next slice (below zero: that it had already). */
  carried: bigint
  /** The time of a slice came, and the price that decides it is waited for. */
  waits: boolean
  /** Lots filled, and their notional in quote units. */
  lots: Whole
  notional: Whole
  /** The slice being filled: its order, lots and notional. */
  slice: { order: ClientOrderId | undefined; lots: Whole; notional: Whole }
  /** Best and worst slice: notional and lots; undefined before the first. */
  best: { readonly lots: Whole; readonly notional: Whole } | undefined
  worst: { readonly lots: Whole; readonly notional: Whole } | undefined
  /** Slices that filled something, and those skipped at the price limit. */
  filled: number
  skipped: number
  /** The market's price at each slice: their sum in ticks, and how many. */
  market: { sum: bigint; count: number }
}

export const freshTwap = (): TwapState => ({
  _tag: "TWAP",
  startAt: 0,
  next: 0,
  carried: 0n,
  waits: false,
  lots: 0,
  notional: 0,
  slice: { order: undefined, lots: 0, notional: 0 },
  best: undefined,
  worst: undefined,
  filled: 0,
  skipped: 0,
  market: { sum: 0n, count: 0 }
})

/** A run whose strategy is TWAP. */
export type TwapRun = Run<TwapSettings, TwapState, TwapShape>

/** Its order and its settings. */
export const twapOf = ({
  state
}: Pick<TwapRun, "state">): { readonly twap: TwapState; readonly settings: TwapSettings } => ({
  twap: state.work,
  settings: state.settings
})
