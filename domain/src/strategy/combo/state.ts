import type { Run } from "../../bot/run.ts"
import type { ClientOrderId } from "../../ids.ts"
import type { Price, Quantity } from "../../market/market.ts"
import { type Cycle, freshCycle } from "../averaging/state.ts"
import type { ComboSettings } from "./settings.ts"

/** One order of the exit ladder. */
export interface Exit {
  readonly price: Price
  readonly quantity: Quantity
  /** Lots filled by orders that are gone. */
  filled: Quantity
  order: ClientOrderId | undefined
}

/** Its own part of a run's state: the cycle, and the ladder it leaves by. */
export interface ComboState extends Cycle {
  readonly _tag: "COMBO"
  /** Nearest to the average first. */
  exits: Array<Exit>
}

export const freshCombo = (): ComboState => ({ _tag: "COMBO", ...freshCycle(), exits: [] })

/** The state and settings of a run whose strategy is COMBO. */
export const comboOf = (run: Run): { readonly combo: ComboState; readonly settings: ComboSettings } => {
  const { settings, work } = run.state
  if (work._tag !== "COMBO" || settings._tag !== "COMBO") throw new TypeError("this run is no combo")
  return { combo: work, settings }
}
