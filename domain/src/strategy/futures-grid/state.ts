import type { Run } from "../../bot/strategy.ts"
import { type Cell, type Cells, freshCells } from "../ladder/cells.ts"
import type { FuturesGridSettings } from "./settings.ts"
import type { FuturesGridShape } from "./shape.ts"

/**
 * The grid's own part of a run's state. A cell that trades long waits to BUY, then to SELL what it holds; one that
 * trades short the reverse. `held` is what it holds, long or short, as a positive amount of base; costs are those of
 * the whole position, as the exchange counts them.
 */
export interface FuturesGridState extends Cells {
  readonly _tag: "FUTURES_GRID"
  /** NEW: nothing laid. BASE: waiting for the position to start with. LAID: at work. CLEARING: being laid anew. */
  phase: "NEW" | "BASE" | "LAID" | "CLEARING"
  /** Cells from this level up trade short. */
  shortFrom: number
}

export const freshFuturesGrid = (): FuturesGridState => ({
  _tag: "FUTURES_GRID",
  phase: "NEW",
  shortFrom: 0,
  ...freshCells()
})

/** A run whose strategy is FUTURES_GRID. */
export type FuturesGridRun = Run<FuturesGridSettings, FuturesGridState, FuturesGridShape>

/** Its grid and its settings. */
export const futuresGridOf = ({
  state
}: Pick<FuturesGridRun, "state">): { readonly grid: FuturesGridState; readonly settings: FuturesGridSettings } => ({
  grid: state.work,
  settings: state.settings
})

export const isShort = (grid: FuturesGridState, cell: Cell): boolean => cell.level >= grid.shortFrom
/** The state in which a cell waits to enter (to leave). */
export const entering = (grid: FuturesGridState, cell: Cell): "BUY" | "SELL" => (isShort(grid, cell) ? "SELL" : "BUY")
export const leaving = (grid: FuturesGridState, cell: Cell): "BUY" | "SELL" => (isShort(grid, cell) ? "BUY" : "SELL")
