import type { BrokerStanding } from "@tradetower/domain/risk"
import type { StatusAnswer } from "./answers.ts"

/** Why an account may only close positions, in words; nothing while it may trade. What is not said is not known. */
export const closeOnly = (status: StatusAnswer): string | undefined =>
  status["is-closed"] === true
    ? "tastytrade closed the account"
    : status["is-frozen"] === true
      ? "tastytrade froze the account"
      : status["is-closing-only"] === true
        ? "tastytrade lets the account only close positions"
        : status["is-risk-reducing-only"] === true
          ? "tastytrade takes from the account only orders that lower its risk"
          : undefined

/** What else holds it up, in words. */
export const calls = (status: StatusAnswer): ReadonlyArray<string> => [
  ...(status["is-in-margin-call"] === true ? ["tastytrade has a margin call open on it"] : []),
  ...(status["is-in-day-trade-equity-maintenance-call"] === true
    ? ["tastytrade has a call for day-trading equity open on it"]
    : [])
]

/** Its day trades as the broker counts them: with intraday margin none are counted, whatever their number. */
export const dayTradesOf = (status: StatusAnswer): Pick<BrokerStanding, "dayTrades" | "dayTradesLeft"> => {
  if (status["has-intraday-equities-margin"] === true) return { dayTradesLeft: Number.MAX_SAFE_INTEGER }
  const count = status["day-trade-count"] ?? undefined
  return count === undefined ? {} : { dayTrades: Number(count) }
}
