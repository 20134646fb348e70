import { nextChange, sessionAt } from "@tradetower/domain/calendar"

/** What is tried there takes no longer, ms. */
const LONG_ENOUGH = 3_600_000

/** How far ahead of a moment the next hour is in which stocks, or futures, trade, ms: 0 within one. */
export const aheadToOpen = (now: number, assetClass: "EQUITY" | "FUTURES" = "EQUITY"): number => {
  const traded = { assetClass }
  if (sessionAt(traded, now) === "REGULAR" && sessionAt(traded, now + LONG_ENOUGH) === "REGULAR") return 0
  for (let at = now; ;) {
    const next = nextChange(traded, at)
    if (next === undefined) return 0
    if (next.session === "REGULAR") return next.at - now + 60_000
    at = next.at
  }
}
