import { Clock, Effect } from "effect"

/** The most of this computer's time that passes for the market between two advances, ms. */
const LEAD = 1_000
const NANOS = 1_000_000n

/**
 * A clock that starts at a moment of its own and runs `speed` times as fast as this computer's. Whoever makes the
 * market's prices advances it: it waits for them after a second, so that a computer that slept, or is busy, has no more
 * to catch up than that; the market's time stood still with it. How the computer's clock is set makes no difference.
 */
export interface MarketClock {
  readonly now: Effect.Effect<number>
  /** Now, up to which prices will be made; time goes on from here. */
  readonly advance: Effect.Effect<number>
  /** Jumps ahead to a moment; one that has passed changes nothing. */
  readonly skipTo: (at: number) => Effect.Effect<void>
  /** Advances until it is that late. */
  readonly waitUntil: (at: number) => Effect.Effect<void>
  /** No more prices are made: from here on every look at the clock advances it. */
  readonly runOn: Effect.Effect<void>
}

export const marketClock = Effect.fn("marketClock")(function* (startAt: number, speed: number) {
  const awake = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos / NANOS))
  let at = startAt
  let since = yield* awake
  let alone = false
  const advance = Effect.map(awake, (present) => {
    at += Math.min(Math.max(0, present - since), LEAD) * speed
    since = present
    return Math.floor(at)
  })
  const clock: MarketClock = {
    advance,
    now: Effect.suspend(() =>
      alone
        ? advance
        : Effect.map(awake, (present) => Math.floor(at + Math.min(Math.max(0, present - since), LEAD) * speed))
    ),
    skipTo: (moment) =>
      Effect.map(advance, () => {
        at = Math.max(at, moment)
      }),
    waitUntil: Effect.fnUntraced(function* (moment) {
      for (let now = yield* advance; now < moment; now = yield* advance)
        yield* Effect.sleep(Math.min(LEAD, Math.max(1, Math.ceil((moment - now) / speed))))
    }),
    runOn: Effect.sync(() => {
      alone = true
    })
  }
  return clock
})
