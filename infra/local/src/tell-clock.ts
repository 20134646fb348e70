import { uptime } from "node:os"
import { Effect } from "effect"
import type { SteadyClock } from "./steady-clock.ts"
import { type SystemNotice, tellEverybody } from "./tell-everybody.ts"

const LOOK_MS = 2_000
/** Clocks are put right by less all the time, ms. */
const WORTH_TELLING = 30_000

const MINUTE = 60_000
const UNITS = [
  [1_440 * MINUTE, "day"],
  [60 * MINUTE, "hour"],
  [MINUTE, "minute"],
  [1_000, "second"]
] as const

/** `2 days 3 hours` */
const lengthOf = (millis: number): string => {
  let rest = Math.round(millis / 1_000) * 1_000
  const parts: Array<string> = []
  for (const [length, name] of UNITS) {
    const count = Math.floor(rest / length)
    rest -= count * length
    if (count > 0 && parts.length < 2) parts.push(`${count} ${name}${count === 1 ? "" : "s"}`)
  }
  return parts.join(" ")
}

/** What the clocks say at one moment, ms. */
export interface Reading {
  /** The time everything goes by. */
  readonly at: number
  /** How far `at` is ahead of the computer's clock. */
  readonly ahead: number
  /** By a clock that only runs; on some computers it stands still while they sleep. */
  readonly ran: number
  /** Since the computer was started, its sleep included. */
  readonly up: number
}

/** How long the computer is up, ms; 0 where it won't say. */
const up = (): number => {
  try {
    return uptime() * 1_000
  } catch {
    return 0
  }
}

export const readClocks = (clock: SteadyClock): Reading => ({
  at: clock.currentTimeMillisUnsafe(),
  ahead: clock.ahead(),
  ran: performance.now(),
  up: up()
})

/** What is worth telling of the time between two readings that lie `LOOK_MS` apart. */
export const clockNotices = (before: Reading, after: Reading): ReadonlyArray<SystemNotice> => {
  const { ahead, at } = after
  const present = new Date(at).toTimeString().slice(0, 5)
  const notices: Array<SystemNotice> = []
  const notice = (kind: string, text: string) =>
    notices.push({ id: `clock:${kind}:${at}`, action: "system.clock", text })
  const away = Math.max(after.ran - before.ran, after.up - before.up) - LOOK_MS
  if (away >= WORTH_TELLING)
    notice(
      "away",
      `This computer slept, or kept TradingTower from running, for ${lengthOf(away)} until ${present}. Bots did nothing meanwhile and now go on.`
    )
  const setForward = at - before.at - LOOK_MS - Math.max(0, away)
  if (setForward >= WORTH_TELLING)
    notice(
      "forward",
      `This computer's clock was set forward by ${lengthOf(setForward)} at ${present}. Bots went on without a break.`
    )
  const setBack = ahead - before.ahead
  if (setBack >= WORTH_TELLING)
    notice(
      "back",
      `This computer's clock was set back by ${lengthOf(setBack)} at ${present}. Bots go on: TradingTower keeps to its own time, ${lengthOf(ahead)} ahead of the clock. Alerts are taken by the clock as it is now.`
    )
  return notices
}

/**
 * Watches the computer's clocks, without end: when it slept, or was set forward or back, everybody is told what became
 * of trading, and so is the terminal through `say`.
 */
export const tellClock = Effect.fnUntraced(function* (read: () => Reading, say: (line: string) => void) {
  for (let before = read(); ;) {
    yield* Effect.sleep(LOOK_MS)
    const after = read()
    const notices = clockNotices(before, after)
    before = after
    for (const { text } of notices) say(text)
    yield* tellEverybody(notices)
  }
})
