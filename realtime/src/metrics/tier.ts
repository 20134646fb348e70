import type { MetricsSnapshot } from "@tradetower/platform"

export type Tier = MetricsSnapshot["tier"]

/** Length of a tier's interval and how long its snapshots are kept. */
export const tiers: Record<Tier, { readonly millis: number; readonly keepSeconds: number }> = {
  "1m": { millis: 60_000, keepSeconds: 86_400 },
  "1h": { millis: 3_600_000, keepSeconds: 30 * 86_400 },
  "1d": { millis: 86_400_000, keepSeconds: 2_557 * 86_400 }
}

/** Start of the interval a moment lies in. */
export const intervalOf = (tier: Tier, at: number): number =>
  at - (((at % tiers[tier].millis) + tiers[tier].millis) % tiers[tier].millis)

/** A snapshot's id: the same interval of a run is one document. */
export const snapshotId = (tier: Tier, at: number): string => `${tier}:${at}`
