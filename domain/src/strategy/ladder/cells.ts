import type { ClientOrderId } from "../../ids.ts"
import type { Price, Quantity } from "../../market/market.ts"
import { add, type Whole } from "../../number/whole.ts"
import { asQuantity } from "../../number/exact.ts"
import type { Span } from "./size.ts"

/**
 * One cell of the ladder: buys at `low`, sells at `high`, and is always in exactly one state (LADDER-5): waiting to
 * BUY, waiting to SELL, or IDLE because the quote (base) for its next order is not there.
 */
export interface Cell extends Span, Holding {
  /** Its level in the ladder, counted from the trader's lowest. */
  readonly level: number
  state: "BUY" | "SELL" | "IDLE"
  /** What an IDLE cell lacks. */
  lacks: "QUOTE" | "BASE"
  /** Lots it buys in a round trip. */
  quantity: Quantity
  /** Lots bought so far in this buy. */
  bought: Quantity
  /** Quote its present sale brought so far. */
  proceeds: Whole
  order: ClientOrderId | undefined
}

/** Base held, and what it cost. */
export interface Holding {
  held: Whole
  cost: Whole
}

/** The cells of a run, lowest first: shared by every strategy that trades a ladder. */
export interface Cells {
  cells: Array<Cell>
  /** Cells dropped by trailing whose order is not gone yet. */
  leaving: Array<Cell>
  /** Base that belongs to no cell yet, and what it cost. */
  pot: Holding
  /** An idle cell waits until its whole buy can be paid; else it buys what free quote pays for. */
  readonly whole?: boolean
  /** How many cells are IDLE, so that a fill need not look for them. */
  idle: number
}

export const freshCells = (): Cells => ({ cells: [], leaving: [], pot: { held: 0, cost: 0 }, idle: 0 })

export const newCell = (level: number, low: Price, high: Price, quantity: Quantity, state: Cell["state"]): Cell => ({
  level,
  low,
  high,
  state,
  lacks: "QUOTE",
  quantity,
  bought: asQuantity(0),
  held: 0,
  cost: 0,
  proceeds: 0,
  order: undefined
})

/** The cell at a level, also while it is leaving; undefined when there is none. */
export const cellAt = (ladder: Cells, level: number | undefined): Cell | undefined => {
  if (level === undefined) return undefined
  const first = ladder.cells[0]
  const found = first === undefined ? undefined : ladder.cells[level - first.level]
  return found ?? ladder.leaving.find((cell) => cell.level === level)
}

/** Adds base, and what it cost, to what is held; negative: takes it away. */
export const take = (into: Holding, held: Whole, cost: Whole): void => {
  into.held = add(into.held, held)
  into.cost = add(into.cost, cost)
}

/** Moves what a cell holds into the pot. */
export const intoPot = (ladder: Pick<Cells, "pot">, cell: Holding): void => {
  take(ladder.pot, cell.held, cell.cost)
  cell.held = 0
  cell.cost = 0
}

export const setState = (ladder: Cells, cell: Cell, state: Cell["state"]): void => {
  if (cell.state === "IDLE") ladder.idle -= 1
  if (state === "IDLE") ladder.idle += 1
  cell.state = state
}
