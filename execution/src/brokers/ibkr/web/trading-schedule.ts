import { Clock, Effect, Option } from "effect"
import type { Contract } from "../contracts.ts"
import { byHours, type Hours } from "../regular-hours.ts"
import { ScheduleAnswer } from "./answers.ts"
import type { Session } from "./session.ts"

const within = (hours: ReadonlyArray<{ readonly opening: number; readonly closing: number }> | null | undefined) =>
  (hours ?? []).map(({ closing, opening }): Hours => [opening * 1_000, closing * 1_000])

/** When a contract trades in the days to come: in regular hours, and in all. Oldest first. */
export const hoursTold = Effect.fn("Ibkr.schedule")(function* (session: Session, conid: string) {
  const found = yield* session.read(
    { path: "/contract/trading-schedule", query: { conid }, urgency: "URGENT" },
    ScheduleAnswer
  )
  const days = Option.isNone(found) ? [] : Object.values(found.value.schedules)
  const oldestFirst = (hours: ReadonlyArray<Hours>) => hours.toSorted(([a], [b]) => a - b)
  return {
    regular: oldestFirst(days.flatMap(({ liquid_hours }) => within(liquid_hours))),
    trading: oldestFirst(days.flatMap(({ extended_hours, liquid_hours }) => within(extended_hours ?? liquid_hours)))
  }
})

/** How a contract's market stands, by the broker's calendar: of futures all hours are as good. */
export const tradingSchedule = Effect.fnUntraced(function* (session: Session, { conid, market }: Contract) {
  const { regular, trading } = yield* hoursTold(session, conid)
  return byHours(market.instrument.kind === "FUTURES" ? trading : regular, yield* Clock.currentTimeMillis)
})
