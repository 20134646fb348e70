import { Clock, Context, Effect } from "effect"

/**
 * The time bots live in. It is the wall clock, except where a recorded or simulated market runs at another speed:
 * then it is that market's own time. Everything a bot's event carries as `at` comes from here; ages of webhooks, rate
 * limits, tokens and logs stay on the wall clock.
 */
export const MarketTime = Context.Reference<{ readonly now: Effect.Effect<number> }>(
  "@tradetower/platform/MarketTime",
  {
    defaultValue: () => ({ now: Clock.currentTimeMillis })
  }
)

/** Market time now, ms since the epoch. */
export const marketNow: Effect.Effect<number> = Effect.flatMap(MarketTime, (time) => time.now)
