import type { Instrument } from "../market/instrument.ts"
import { keepsHours, nextChange, sessionAt } from "./sessions.ts"

/** A market that opened or closed; the beginning of the regular session is an opening, too. */
export interface Turn {
  readonly at: number
  readonly open: boolean
}

/** Follows a market's opening and closing through time. */
export interface Turns {
  /** As of the newest moment told. */
  readonly open: boolean
  /** When the session changes next; Infinity: never (crypto). */
  readonly next: number
  /** What opened or closed up to a moment, oldest first; each turn is told once. */
  readonly upTo: (by: number) => ReadonlyArray<Turn>
}

const alwaysOpen: Turns = { open: true, next: Infinity, upTo: () => [] }

/**
 * The turns of an instrument's market from a moment on, taken for open until told otherwise (CALENDAR-7). Who was
 * refused an order at market before the bell hears of it when the regular session begins.
 */
export const marketTurns = (instrument: Pick<Instrument, "assetClass" | "closures">, from: number): Turns => {
  if (!keepsHours(instrument)) return alwaysOpen
  let open = true
  let next = from
  return {
    get open() {
      return open
    },
    get next() {
      return next
    },
    upTo: (by) => {
      const turns: Array<Turn> = []
      while (next <= by) {
        const session = sessionAt(instrument, next)
        const now = session !== "CLOSED"
        if (now !== open || (session === "REGULAR" && next > from)) turns.push({ at: next, open: now })
        open = now
        next = nextChange(instrument, next)?.at ?? Infinity
      }
      return turns
    }
  }
}
