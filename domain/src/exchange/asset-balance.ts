import type { Whole } from "../number/whole.ts"

/** What an account has of an asset, in its units. */
export interface AssetBalance {
  free: Whole
  /** Held back for open orders. */
  reserved: Whole
}
