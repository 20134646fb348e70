import type { Tier } from "@tradetower/platform"

/** How long a tier's snapshots are kept. */
export const keepSeconds: Readonly<Record<Tier, number>> = {
  "1m": 86_400,
  "1h": 30 * 86_400,
  "1d": 2_557 * 86_400
}

/** A snapshot's id: the same interval of a run is one document. */
export const snapshotId = (tier: Tier, at: number): string => `${tier}:${at}`
