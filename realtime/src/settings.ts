/** How often screens hear of prices. */
export interface RealtimeSettings {
  /** At most one price per symbol in so many ms; fills and states are never held back. */
  readonly priceEveryMs: number
  /** Messages a day (UTC) the hub may send, or `undefined` when it doesn't count. */
  readonly dailyQuota: number | undefined
}

/** Web PubSub's free tier: a price every 15 s, 20,000 messages a day. */
export const freeTier: RealtimeSettings = { priceEveryMs: 15_000, dailyQuota: 20_000 }
/** Web PubSub's Standard tier: a price every 5 s, a million messages a day for each unit. */
export const standardTier: RealtimeSettings = { priceEveryMs: 5_000, dailyQuota: 1_000_000 }
/** A hub in the same process counts nothing. */
export const unmetered: RealtimeSettings = { priceEveryMs: 1_000, dailyQuota: undefined }
