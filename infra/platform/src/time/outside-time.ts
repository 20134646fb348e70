import { Clock, Context, Effect } from "effect"

/**
 * The computer's clock as it stands, however it was set: what says how old a time is that somebody outside wrote down.
 * Everything of our own goes by `Clock`, which never goes back and stays ahead of a clock that was set back.
 */
export const OutsideTime = Context.Reference<{ readonly now: Effect.Effect<number> }>(
  "@tradetower/platform/OutsideTime",
  {
    defaultValue: () => ({ now: Clock.currentTimeMillis })
  }
)

/** Now by the computer's clock, ms since the epoch. */
export const outsideNow: Effect.Effect<number> = Effect.flatMap(OutsideTime, (time) => time.now)
