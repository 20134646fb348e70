import type { MetricsSnapshot } from "./metrics-snapshots.ts"

export type Tier = MetricsSnapshot["tier"]

/** Length of a tier's interval, ms. */
export const tierLength: Readonly<Record<Tier, number>> = { "1m": 60_000, "1h": 3_600_000, "1d": 86_400_000 }

/** Start of the interval a moment lies in. */
export const intervalOf = (tier: Tier, at: number): number =>
  at - (((at % tierLength[tier]) + tierLength[tier]) % tierLength[tier])
