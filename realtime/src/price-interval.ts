import type { RealtimeSettings } from "./settings.ts"

const DAY_MS = 86_400_000
/** Share of the day's messages kept for fills and states, which are never held back. */
const RESERVED = 0.25

/**
 * How long to wait between two prices of one symbol, ms: the setting, or longer when what is left of the day's
 * messages, shared among `symbols`, would not last until midnight UTC. `Infinity` when only the reserve is left.
 */
export const priceInterval = (
  settings: RealtimeSettings,
  day: { readonly sent: number; readonly symbols: number; readonly now: number }
): number => {
  if (settings.dailyQuota === undefined) return settings.priceEveryMs
  const left = Math.floor(settings.dailyQuota * (1 - RESERVED)) - day.sent
  if (left <= 0) return Infinity
  const untilMidnight = DAY_MS - (day.now % DAY_MS)
  return Math.max(settings.priceEveryMs, Math.ceil((untilMidnight * Math.max(1, day.symbols)) / left))
}

/** Counts messages of the present day, UTC. */
export class DailyCount {
  #day = -1
  #sent = 0

  add(now: number, messages: number): void {
    this.#turn(now)
    this.#sent += messages
  }

  /** Messages sent since midnight. */
  sent(now: number): number {
    this.#turn(now)
    return this.#sent
  }

  #turn(now: number): void {
    const day = Math.floor(now / DAY_MS)
    if (day === this.#day) return
    this.#day = day
    this.#sent = 0
  }
}
