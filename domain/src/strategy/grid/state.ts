import type { Run } from "../../bot/run.ts"
import { type Cells, freshCells } from "../ladder/cells.ts"
import type { GridSettings } from "./settings.ts"

/** The grid's own part of a run's state. */
export interface GridState extends Cells {
  readonly _tag: "GRID"
  /** NEW: nothing laid. BASE: waiting for the base of the upper cells. LAID: at work. CLEARING: being laid anew. */
  phase: "NEW" | "BASE" | "LAID" | "CLEARING"
}

export const freshGrid = (): GridState => ({ _tag: "GRID", phase: "NEW", ...freshCells() })

/** The grid of a run whose strategy is GRID. */
export const gridOf = (run: Run): { readonly grid: GridState; readonly settings: GridSettings } => {
  const { work, settings } = run.state
  if (work._tag !== "GRID" || settings._tag !== "GRID") throw new TypeError("this run is not a grid")
  return { grid: work, settings }
}
