import type { Run } from "../../bot/strategy.ts"
import type { ClientOrderId } from "../../ids.ts"
import type { Price, Quantity } from "../../market/market.ts"
import type { CycleShape } from "../averaging/averaging.ts"
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

/** A run whose strategy is COMBO. */
export type ComboRun = Run<ComboSettings, ComboState, CycleShape>

/** Its cycle and its settings. */
export const comboOf = ({
  state
}: Pick<ComboRun, "state">): { readonly combo: ComboState; readonly settings: ComboSettings } => ({
  combo: state.work,
  settings: state.settings
})
