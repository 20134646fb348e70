import { Clock, Effect } from "effect"
import { closuresOn } from "@tradetower/domain/calendar"
import type { Instrument } from "@tradetower/domain/market"
import type { ExchangeUnavailable } from "../../unavailable.ts"
import type { MarketState } from "../hours.ts"
import { HolidaysAnswer, SessionAnswers } from "./answers.ts"
import type { Rest } from "./rest.ts"
import { there } from "./words.ts"

/** What trades at its own hours, as tastytrade calls it: US shares, and the futures of CME. */
const COLLECTIONS = { Equity: "Equity", Future: "CME" } as const
export type Collection = keyof typeof COLLECTIONS

/** Nobody knows for longer, ms. */
const UNKNOWN = 60_000

/** Closings are told from a day back to so many ahead, ms: those of next year are none of today's. */
const DAY = 86_400_000
const AHEAD = 30 * DAY
/** How old the list of them may be, ms. */
const OLD = DAY / 2

/** When CME is closed beside its usual hours, as the broker's list of holidays and half days has it: asked twice a day. */
export const closuresAt = () => {
  let known: { readonly closures: NonNullable<Instrument["closures"]>; readonly at: number } | undefined
  return Effect.fnUntraced(function* (rest: Rest) {
    const now = yield* Clock.currentTimeMillis
    if (known !== undefined && now - known.at < OLD) return known.closures
    const asked = yield* Effect.result(there(rest.get("/market-time/futures/holidays/CME", HolidaysAnswer)))
    // Without the list the usual hours hold, and how it stands today is asked beside.
    if (asked._tag === "Failure") return known?.closures ?? []
    const { "market-half-days": halfDays, "market-holidays": holidays } = asked.success
    const closures = closuresOn({ holidays: holidays ?? [], halfDays: halfDays ?? [] }, now - DAY, now + AHEAD)
    known = { closures, at: now }
    return closures
  })
}

/** How a market stands today, by the broker's calendar: half days, holidays and the pauses of futures included. */
export const lookAtSession = (rest: Rest, of: Collection): Effect.Effect<MarketState, ExchangeUnavailable> =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const answer = yield* there(
      rest.get(`/market-time/sessions/current?instrument-collections[]=${COLLECTIONS[of]}`, SessionAnswers, "URGENT")
    )
    const session = "items" in answer ? answer.items[0] : answer
    const isOpen = session.state === "Open"
    const { "close-at": closes, "next-session": next, "open-at": opens } = session
    const opensAt = typeof opens === "number" && opens > now ? opens : (next?.["open-at"] ?? undefined)
    const until = isOpen ? closes : opensAt
    return {
      isOpen,
      left: typeof until === "number" && until > now ? until - now : UNKNOWN,
      nextOpen: opensAt === undefined ? "the next session" : new Date(opensAt).toISOString()
    }
  })
