/** The nearest of everything that matters next. */
export interface WakeDraft {
  above: number
  below: number
  at: number
}

/** Adds a price at or above (below) which the run must be woken. */
export const wakeAbove = (wake: WakeDraft, price: number): void => {
  if (price < wake.above) wake.above = price
}
export const wakeBelow = (wake: WakeDraft, price: number): void => {
  if (price > wake.below) wake.below = price
}
export const wakeAt = (wake: WakeDraft, at: number): void => {
  if (at < wake.at) wake.at = at
}

/** How long a pump must be quiet before entries go on (EXIT-8). */
export const PUMP_QUIET = 60_000
