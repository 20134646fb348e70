import { proportion, type Whole } from "../number/whole.ts"

/**
 * How far the price moves against an order that takes from the book (market orders and triggered stops).
 * A limit order that takes never pays more than its limit.
 */
export type Slippage =
  | { readonly _tag: "None" }
  /** A fixed share of the price: 5 is 0.05 %. */
  | { readonly _tag: "Fixed"; readonly basisPoints: number }
  /**
   * Grows with the order's share of the last known volume: `basisPoints` for each whole multiple of it,
   * `maxBasisPoints` at the most and whenever the volume is not known.
   */
  | { readonly _tag: "ByVolume"; readonly basisPoints: number; readonly maxBasisPoints: number }

/** How orders are filled. */
export interface FillModel {
  readonly slippage: Slippage
  /**
   * Which share of a move's volume this account's orders may take, 1 to 100 percent. Absent, or when a move comes
   * without a volume: orders fill whole.
   */
  readonly volumeSharePercent?: number
}

/** Every order fills whole, at the price seen. */
export const plainFills: FillModel = { slippage: { _tag: "None" } }

/** By how many ticks an order of `quantity` lots is filled worse than `price`. */
export const slippageTicks = (
  slippage: Slippage,
  price: number,
  quantity: Whole,
  volume: Whole | undefined
): number => {
  switch (slippage._tag) {
    case "None":
      return 0
    case "Fixed":
      return Math.ceil((price * slippage.basisPoints) / 10_000)
    case "ByVolume": {
      const share = volume === undefined || volume === 0 ? Infinity : Number(quantity) / Number(volume)
      return Math.ceil((price * Math.min(slippage.basisPoints * share, slippage.maxBasisPoints)) / 10_000)
    }
  }
}

/** What a share in percent, which may have decimals, leaves of a volume: lots, rounded down. */
export const shareOfVolume = (volume: Whole, percent: number): Whole => {
  const product = typeof volume === "number" ? volume * percent : Infinity
  // A double is fine enough to tell so small a quotient from the next whole number.
  return product < 2 ** 46 ? Math.floor(product / 100) : proportion(volume, Math.round(percent * 1e6), 1e8)
}
