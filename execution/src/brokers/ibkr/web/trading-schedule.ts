import { Clock, Effect, Option } from "effect"
import { byHours } from "../regular-hours.ts"
import { ScheduleAnswer } from "./answers.ts"
import type { Session } from "./session.ts"

/** How a contract's market stands, by the broker's calendar. */
export const tradingSchedule = Effect.fn("Ibkr.schedule")(function* (session: Session, conid: string) {
  const now = yield* Clock.currentTimeMillis
  const found = yield* session.read(
    { path: "/contract/trading-schedule", query: { conid }, urgency: "URGENT" },
    ScheduleAnswer
  )
  const days = Option.isNone(found) ? [] : Object.values(found.value.schedules)
  const hours = days.flatMap(({ liquid_hours }) =>
    (liquid_hours ?? []).map(({ closing, opening }) => [opening * 1_000, closing * 1_000] as const)
  )
  return byHours(hours, now)
})
