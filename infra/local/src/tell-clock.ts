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
  readonly at: number
  /** How far `at` is ahead of the computer's clock. */
  readonly ahead: number
}

/** What is worth telling of the time between two readings that lie `LOOK_MS` apart. */
export const clockNotice = (before: Reading, after: Reading): SystemNotice | undefined => {
  const { ahead, at } = after
  const present = new Date(at).toTimeString().slice(0, 5)
  const setBack = ahead - before.ahead
  if (setBack >= WORTH_TELLING)
    return {
      id: `clock:back:${at}`,
      action: "system.clock",
      text: `This computer's clock was set back by ${lengthOf(setBack)} at ${present}. Bots go on: TradingTower keeps to its own time, ${lengthOf(ahead)} ahead of the clock, until it is started again.`
    }
  // A process that was kept from running slept, too, whether or not the monotonic clock counts that.
  const away = at - before.at - LOOK_MS
  if (away < WORTH_TELLING) return undefined
  return {
    id: `clock:away:${at}`,
    action: "system.clock",
    text: `This computer slept, or its clock was set forward, for ${lengthOf(away)} until ${present}. Bots did nothing meanwhile and now go on.`
  }
}

/**
 * Watches the computer's clock, without end: when it is set back, or jumps ahead because the computer slept, everybody
 * is told what became of trading, and so is the terminal through `say`.
 */
export const tellClock = Effect.fnUntraced(function* (clock: SteadyClock, say: (line: string) => void) {
  const read = (): Reading => ({
    at: clock.currentTimeMillisUnsafe(),
    ahead: clock.ahead()
  })
  for (let before = read(); ;) {
    yield* Effect.sleep(LOOK_MS)
    const after = read()
    const notice = clockNotice(before, after)
    before = after
    if (notice === undefined) continue
    say(notice.text)
    yield* tellEverybody([notice])
  }
})
