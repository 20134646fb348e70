import type { Decimal } from "../number/decimal.ts"
import { cut, fromUnits } from "../number/decimal-units.ts"

/** How far results of several starts lie apart, percents with two decimals. */
export interface Spread {
  /** On which days ago it was started, earliest first. */
  readonly daysAgo: ReadonlyArray<number>
  readonly worst: Decimal
  /** As many starts made more as made less; between two in the middle, half way. */
  readonly median: Decimal
  readonly best: Decimal
}

/** The worst, the middle and the best of results; there must be one. */
export const spreadOf = (walks: ReadonlyArray<{ readonly daysAgo: number; readonly percent: string }>): Spread => {
  const made = walks.map(({ percent }) => cut(percent, 2)).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const at = (place: number): bigint => made[place] ?? 0n
  const middle = at(Math.floor((made.length - 1) / 2)) + at(Math.floor(made.length / 2))
  return {
    daysAgo: walks.map(({ daysAgo }) => daysAgo),
    worst: fromUnits(at(0), 2),
    median: fromUnits(middle / 2n, 2),
    best: fromUnits(at(made.length - 1), 2)
  }
}
