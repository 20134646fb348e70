import { nextChange, sessionAt } from "@tradetower/domain/calendar"

const EQUITY = { assetClass: "EQUITY" } as const
/** What is tried there takes no longer, ms. */
const LONG_ENOUGH = 3_600_000

/** How far ahead of a moment the next hour is in which stocks trade, ms: 0 within one. */
export const aheadToOpen = (now: number): number => {
  if (sessionAt(EQUITY, now) === "REGULAR" && sessionAt(EQUITY, now + LONG_ENOUGH) === "REGULAR") return 0
  for (let at = now; ;) {
    const next = nextChange(EQUITY, at)
    if (next === undefined) return 0
    if (next.session === "REGULAR") return next.at - now + 60_000
    at = next.at
  }
}
