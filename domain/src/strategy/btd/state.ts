import type { Run } from "../../bot/strategy.ts"
import { type Whole } from "../../number/whole.ts"
import type { Price } from "../../market/market.ts"
import { asPrice } from "../../number/exact.ts"
import { type Cells, freshCells } from "../ladder/cells.ts"
import type { BtdSettings } from "./settings.ts"
import type { BtdShape } from "./shape.ts"

/** A cell that sold and has not bought back yet. */
export interface Trip {
  level: number
  /** Where it sold, for counting the profit in base. */
  readonly price: Price
  /** Quote the sale brought less what buying back took so far, after fees. */
  quote: Whole
  /** Base sold less what was bought back so far, after fees. */
  base: Whole
}

/** Buy-the-dip's own part of a run's state. A cell's `held` is base in hand; its `cost` what it brought when sold. */
export interface BtdState extends Cells {
  readonly _tag: "BTD"
  /** NEW: nothing laid. BASE: waiting for the base order. LAID: at work. CLEARING: being laid anew. */
  phase: "NEW" | "BASE" | "LAID" | "CLEARING"
  /** The price the ladder was laid at; zero before. */
  anchor: Price
  trips: Array<Trip>
  /** Quote that base sold at the start brought, until the cells below have their share. */
  atStart: Whole
  /** Profit of finished round trips, base units. */
  profit: Whole
  /** What it buys before the ladder is laid (BTD-10): base that came, what that cost before fees, and whether it is over. */
  first: { bought: Whole; cost: Whole; done: boolean }
}

export const freshBtd = (): BtdState => ({
  _tag: "BTD",
  phase: "NEW",
  ...freshCells(),
  whole: true,
  anchor: asPrice(0),
  trips: [],
  atStart: 0,
  profit: 0,
  first: { bought: 0, cost: 0, done: false }
})

/** A run whose strategy is BTD. */
export type BtdRun = Run<BtdSettings, BtdState, BtdShape>

/** Its dip buyer and its settings. */
export const btdOf = ({
  state
}: Pick<BtdRun, "state">): { readonly btd: BtdState; readonly settings: BtdSettings } => ({
  btd: state.work,
  settings: state.settings
})
