import { big, type Whole } from "../number/whole.ts"
import { fine, PLACES, toUnits } from "../number/decimal-units.ts"
import type { Instrument } from "./instrument.ts"

const RATE_DECIMALS = 9

export interface UnitFees {
  /** What an order costs at a rate with what is charged for each unit: at least the minimum, at most a share of it. */
  readonly feeFor: (notional: bigint, lots: Whole, rate: bigint) => bigint
  /** A rate that so many orders of together `budget` cost no more than, where no lot is worth less than `cheapest`. */
  readonly rateOver: (cheapest: bigint, orders: number, budget: bigint) => bigint
}

const RATE_ONE = 10n ** BigInt(RATE_DECIMALS)
const up = (a: bigint, b: bigint): bigint => (a + b - 1n) / b

/** The fees of an instrument that charges more than shares of the notional; undefined: it does not. */
export const unitFees = (
  { contractMultiplier = "1", unitFees: fees }: Pick<Instrument, "unitFees"> & { readonly contractMultiplier?: string },
  quoteDecimals: number,
  lot: bigint,
  lotDecimals: number,
  feeOn: (amount: bigint, rate: bigint) => bigint
): UnitFees | undefined => {
  if (fees === undefined) return undefined
  const units = (text: string, decimals: number): bigint => {
    const amount = toUnits(text, decimals)
    if (amount === undefined) throw new RangeError(`a fee of ${text} has more than ${decimals} decimals`)
    return amount
  }
  const each = fees.perUnit === undefined ? 0n : units(fees.perUnit, quoteDecimals)
  const unit = fine(contractMultiplier)
  const fineLot = lot * 10n ** BigInt(PLACES - lotDecimals)
  const least = fees.minimum === undefined ? 0n : units(fees.minimum, quoteDecimals)
  const most = fees.mostRate === undefined ? undefined : units(fees.mostRate, RATE_DECIMALS)
  return {
    feeFor: (notional, lots, rate) => {
      const fee = feeOn(notional, rate) + up(each * big(lots) * fineLot, unit)
      const charged = fee < least ? least : fee
      const cap = most === undefined ? charged : feeOn(notional, most)
      return charged < cap ? charged : cap
    },
    rateOver: (cheapest, orders, budget) => {
      const minimums = least * BigInt(orders)
      const left = budget - minimums
      const cap = most ?? RATE_ONE
      if (left <= 0n || cheapest <= 0n) return cap
      const rate = up(up(each * fineLot, unit) * RATE_ONE, cheapest) + up(minimums * RATE_ONE, left)
      return rate < cap ? rate : cap
    }
  }
}
