import { big, type Whole, whole } from "../number/whole.ts"
import type { Price, Quantity } from "./units.ts"

/** So many lots at a price. */
export interface Lots {
  readonly price: Price
  readonly quantity: Quantity
}

/** What they come to, and what the fee would be as maker and as taker; in units of the market. */
export interface Deal extends Lots {
  readonly notional: Whole
  readonly base: Whole
  readonly makerFee: Whole
  readonly takerFee: Whole
  /** It comes to the exchange's smallest order at least. */
  readonly enough: boolean
}

/** What a market asks as fees. */
interface Fees {
  readonly makerFeeRate: bigint
  readonly takerFeeRate: bigint
  readonly feeFor: (notional: bigint, lots: Whole, rate: bigint) => bigint
  /** Undefined: nothing is charged beside shares of the notional. */
  readonly unitFees: unknown
}

/** The fee of a deal at a rate of the market: the maker's, the taker's, or another. */
export const feeOf = (market: Fees, deal: Deal, rate: bigint): Whole =>
  rate === market.makerFeeRate
    ? deal.makerFee
    : rate === market.takerFeeRate
      ? deal.takerFee
      : whole(market.feeFor(big(deal.notional), deal.quantity, rate))

/** Whether a fee is to be reckoned with at a rate: a rebate is not counted on. */
export const isCharged = (market: Pick<Fees, "unitFees">, rate: bigint): boolean =>
  rate > 0n || market.unitFees !== undefined

/** How many are remembered: a power of two, several times the orders of a ladder. */
const PLACES = 512

/**
 * Remembers what was reckoned last. A ladder asks for the same prices and quantities thousands of times, and the bot
 * and the exchange ask for the same order: whole-number arithmetic costs far more than looking it up.
 */
export const remember = <A extends Lots>(
  reckon: (price: Price, quantity: Quantity) => A
): ((price: Price, quantity: Quantity) => A) => {
  const known: Array<A | undefined> = []
  return (price, quantity) => {
    if (known.length === 0) for (let place = 0; place < PLACES; place++) known.push(undefined)
    const low = typeof quantity === "number" ? quantity : Number(BigInt.asUintN(32, quantity))
    const place = (price * 31 + low) & (PLACES - 1)
    const found = known[place]
    if (found !== undefined && found.price === price && found.quantity === quantity) return found
    return (known[place] = reckon(price, quantity))
  }
}
