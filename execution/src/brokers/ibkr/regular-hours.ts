import { rfc3339 } from "../../wire/instants.ts"
import type { MarketState } from "../hours.ts"

/** From when to when, ms. */
export type Hours = readonly [from: number, to: number]

/** How a market stands by its regular hours; one whose hours are not told is held by the broker itself until they come. */
export const byHours = (hours: ReadonlyArray<Hours>, now: number): MarketState => {
  const current = hours.find(([from, to]) => now >= from && now < to)
  const next = Math.min(...hours.flatMap(([from]) => (from > now ? [from] : [])))
  const isOpen = hours.length === 0 || current !== undefined || !Number.isFinite(next)
  return {
    isOpen,
    left: (current?.[1] ?? next) - now,
    nextOpen: Number.isFinite(next) ? rfc3339(next) : ""
  }
}
