import { Clock, Effect } from "effect"

/** The computer's two clocks, ms: the one on its wall, which is set now and then, and one that only runs. */
export interface ComputerClocks {
  readonly wall: () => number
  readonly monotonic: () => number
}

/** Wall time that never goes back. */
export interface SteadyClock extends Clock.Clock {
  /** What the computer's clock says, ms. */
  readonly wall: () => number
  /** How far this clock is ahead of the computer's, ms: what that was set back by while this one ran. */
  readonly ahead: () => number
}

/**
 * The time everything goes by that isn't market time. Set forward (or asleep for a while), the computer's clock is
 * followed; set back, it isn't: time then goes on as it runs, until the computer's clock has caught up or the process
 * starts anew.
 */
export const steadyClock = (
  computer: ComputerClocks = { wall: Date.now, monotonic: () => performance.now() }
): SteadyClock => {
  let last = computer.wall()
  let since = computer.monotonic()
  const read = (): number => {
    const monotonic = computer.monotonic()
    const ran = last + Math.max(0, monotonic - since)
    const wall = computer.wall()
    since = monotonic
    // Up to a millisecond behind is only the wall's rounding.
    last = wall >= ran - 1 ? Math.max(last, wall) : ran
    return last
  }
  const millis = () => Math.floor(read())
  const nanos = () => BigInt(Math.floor(read() * 1_000)) * 1_000n
  const monotonicNanos = () => BigInt(Math.floor(computer.monotonic() * 1_000)) * 1_000n
  const timers = Clock.Clock.defaultValue()
  return {
    wall: () => Math.floor(computer.wall()),
    ahead: () => read() - computer.wall(),
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: monotonicNanos,
    monotonicTimeNanos: Effect.sync(monotonicNanos),
    sleep: (duration) => timers.sleep(duration)
  }
}
