import type { Run } from "../../bot/strategy.ts"
import { type Cells, freshCells } from "../ladder/cells.ts"
import type { GridSettings } from "./settings.ts"
import type { GridShape } from "./shape.ts"

/** The grid's own part of a run's state. */
export interface GridState extends Cells {
  readonly _tag: "GRID"
  /** NEW: nothing laid. BASE: waiting for the base of the upper cells. LAID: at work. CLEARING: being laid anew. */
  phase: "NEW" | "BASE" | "LAID" | "CLEARING"
}

export const freshGrid = (): GridState => ({ _tag: "GRID", phase: "NEW", ...freshCells() })

/** A run whose strategy is GRID. */
export type GridRun = Run<GridSettings, GridState, GridShape>

/** Its grid and its settings. */
export const gridOf = ({
  state
}: Pick<GridRun, "state">): { readonly grid: GridState; readonly settings: GridSettings } => ({
  grid: state.work,
  settings: state.settings
})
