import type { RealtimeSettings } from "./settings.ts"

const DAY_MS = 86_400_000
/** Share of the day's messages kept for fills and states, which are never held back. */
const RESERVED = 0.25

/** What a hub delivered since midnight UTC. */
export interface Delivered {
  readonly messages: number
  /** Of them for each that was published, on average: how many screens hear one. */
  readonly each: number
}

/**
 * How long to wait between two prices of one symbol, ms: the setting, or longer when what is left of the day's
 * messages, shared among `symbols` and those who hear them, would not last until midnight UTC. `Infinity` when only the
 * reserve is left.
 */
export const priceInterval = (
  settings: RealtimeSettings,
  day: { readonly delivered: Delivered; readonly symbols: number; readonly now: number }
): number => {
  if (settings.dailyQuota === undefined) return settings.priceEveryMs
  const left = Math.floor(settings.dailyQuota * (1 - RESERVED)) - day.delivered.messages
  if (left <= 0) return Infinity
  const untilMidnight = DAY_MS - (day.now % DAY_MS)
  return Math.max(
    settings.priceEveryMs,
    Math.ceil((untilMidnight * Math.max(1, day.symbols) * day.delivered.each) / left)
  )
}

/** Counts what is delivered on the present day, UTC. */
export class DailyCount {
  #day = -1
  #published = 0
  #messages = 0

  /** One was published, and as many messages delivered. */
  add(now: number, messages: number): void {
    this.#turn(now)
    this.#published++
    this.#messages += messages
  }

  delivered(now: number): Delivered {
    this.#turn(now)
    return { messages: this.#messages, each: this.#published === 0 ? 1 : this.#messages / this.#published }
  }

  #turn(now: number): void {
    const day = Math.floor(now / DAY_MS)
    if (day === this.#day) return
    this.#day = day
    this.#published = 0
    this.#messages = 0
  }
}
