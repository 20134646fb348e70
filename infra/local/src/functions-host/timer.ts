import { Clock, Cron, Effect, Result } from "effect"
import type { Invoke } from "./invocation.ts"
import { type TimerTrigger, UnsupportedFunction } from "./trigger.ts"

/**
 * Reads an NCRONTAB schedule, `{second} {minute} {hour} {day} {month} {day of week}`, UTC. Day of month and day of
 * week can't both be limited: NCRONTAB wants both to hold, cron one of them.
 */
export const scheduleOf = (name: string, schedule: string): Cron.Cron => {
  const fail = (why: string) =>
    new UnsupportedFunction({ name, message: `timer ${name} has the schedule "${schedule}": ${why}` })
  const fields = schedule.trim().split(/\s+/)
  if (fields.length !== 6) throw fail("write six fields: second minute hour day month day-of-week")
  if (fields[3] !== "*" && fields[5] !== "*") throw fail("limit the day of month or the day of week, not both")
  const parsed = Cron.parse(fields.join(" "), "UTC")
  if (Result.isFailure(parsed)) throw fail(parsed.failure.message)
  return parsed.success
}

/** A timer stands still while the computer sleeps: the clock is asked now and then. */
const LONGEST_WAIT_MS = 60_000

const iso = (at: number | Date): string => new Date(at).toISOString()

/** Invokes a function whenever its schedule says so, never twice at once, until interrupted. A failure waits for the next time. */
export const timerTrigger = (
  name: string,
  trigger: TimerTrigger,
  invoke: Invoke,
  log: (message: string) => void
): Effect.Effect<never> => {
  const cron = scheduleOf(name, trigger.schedule)
  let last = 0
  const fire = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const next = iso(Cron.next(cron, new Date(now)))
    const timer = {
      IsPastDue: false,
      Schedule: { AdjustForDST: false },
      ScheduleStatus: { Last: iso(last), Next: next, LastUpdated: iso(now) }
    }
    last = now
    yield* Effect.tryPromise({
      try: () => invoke({ data: { json: JSON.stringify(timer) } }),
      catch: (error) => error
    }).pipe(
      Effect.catch((error) =>
        Effect.sync(() => log(error instanceof Error ? (error.stack ?? error.message) : String(error)))
      )
    )
  })
  const wait = Effect.gen(function* () {
    let now = yield* Clock.currentTimeMillis
    const next = Cron.next(cron, new Date(now)).getTime()
    for (; now < next; now = yield* Clock.currentTimeMillis)
      yield* Effect.sleep(Math.min(LONGEST_WAIT_MS, Math.max(1, next - now)))
  })
  return (trigger.runOnStartup === true ? fire : Effect.void).pipe(
    Effect.andThen(Effect.forever(Effect.andThen(wait, fire)))
  )
}
