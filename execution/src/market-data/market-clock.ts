import { Clock, Effect } from "effect"

/** A clock that starts at a moment of its own and runs `speed` times as fast as the wall's. */
export interface MarketClock {
  readonly now: Effect.Effect<number>
  /** Jumps ahead to a moment; one that has passed changes nothing. */
  readonly skipTo: (at: number) => Effect.Effect<void>
  /** Returns once it is that late. */
  readonly waitUntil: (at: number) => Effect.Effect<void>
}

export const marketClock = Effect.fn("marketClock")(function* (startAt: number, speed: number) {
  const began = yield* Clock.currentTimeMillis
  let start = startAt
  const now = Effect.map(Clock.currentTimeMillis, (wall) => Math.floor(start + (wall - began) * speed))
  const clock: MarketClock = {
    now,
    skipTo: (at) =>
      Effect.map(now, (present) => {
        if (at > present) start += at - present
      }),
    waitUntil: (at) =>
      Effect.flatMap(now, (present) =>
        at <= present ? Effect.void : Effect.sleep(Math.max(1, Math.ceil((at - present) / speed)))
      )
  }
  return clock
})
