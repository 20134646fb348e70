import type { Share } from "@tradetower/platform"

/** How often screens hear of prices. */
export interface RealtimeSettings {
  /** At most one price per symbol in so many ms; fills and states are never held back. */
  readonly priceEveryMs: number
  /** Messages a day (UTC) the hub may deliver, one published being one for each who hears it, or `undefined` when it doesn't count. */
  readonly dailyQuota: number | undefined
  /**
   * Steps and orders of so many ms are taken in together: a run's record is written once for all of them. A store that has
   * to be asked holds nothing back that comes after a quiet time.
   */
  readonly gatherMs: number
  /** Results of a minute are written over so many ms after it, each run's at its own time; 0: at once. */
  readonly minuteOverMs: number
}

/** Where each request costs. */
const charged = { gatherMs: 1_000, minuteOverMs: 50_000 }
/** Web PubSub's free tier: a price every 15 s, 20,000 messages a day. */
export const freeTier: RealtimeSettings = { ...charged, priceEveryMs: 15_000, dailyQuota: 20_000 }
/** Web PubSub's Standard tier: a price every 5 s, a million messages a day for each unit. */
export const standardTier: RealtimeSettings = { ...charged, priceEveryMs: 5_000, dailyQuota: 1_000_000 }
/** A hub in the same process counts nothing. */
export const unmetered: RealtimeSettings = { priceEveryMs: 1_000, dailyQuota: undefined, gatherMs: 4, minuteOverMs: 0 }

/** The same for one of several shares, which together may have delivered what the hub delivers a day. */
export const settingsOfShare = (settings: RealtimeSettings, { of }: Share): RealtimeSettings =>
  settings.dailyQuota === undefined ? settings : { ...settings, dailyQuota: Math.floor(settings.dailyQuota / of) }
