import { afterOpenTime, openTimeBetween } from "../../calendar/sessions.ts"
import type { Market, Quantity } from "../../market/market.ts"
import { asQuantity } from "../../number/exact.ts"
import { big, larger, proportion, smaller, type Whole, whole } from "../../number/whole.ts"
import type { TwapSettings } from "./settings.ts"

/** Into how many slices the amount is cut (TWAP-1). */
export const sliceCount = (settings: Pick<TwapSettings, "duration" | "frequency">): number =>
  Math.ceil((settings.duration * 60) / settings.frequency)

/** The amount in lots. */
export const totalLots = (market: Market, settings: TwapSettings): Quantity =>
  market.lotsIn(market.base(settings.totalAmount))

/** When a slice is due: every `frequency` of open time from the start (TWAP-2). */
export const sliceTime = (market: Market, settings: TwapSettings, startAt: number, slice: number): number =>
  afterOpenTime(market.instrument, startAt, slice * settings.frequency * 1000)

/** The newest slice that is due at a moment; -1 before the first. */
export const sliceDue = (market: Market, settings: TwapSettings, startAt: number, at: number): number =>
  at < sliceTime(market, settings, startAt, 0)
    ? -1
    : Math.floor(openTimeBetween(market.instrument, startAt, at) / (settings.frequency * 1000))

/** The parts of a lot that rounding is carried in. */
const PARTS = 1_000_000n

/** A slice, and what rounding it leaves for the next one, in parts of a lot. */
export interface SliceCut {
  readonly lots: Quantity
  readonly carried: bigint
}

/**
 * Cuts the next slice: what is left spread evenly over the slices left, to the nearest lot. What rounding adds or takes
 * is carried into the next slice, so that they are even from the first to the last and sum to the total exactly; never
 * more than twice a nominal slice (TWAP-3).
 */
export const cutSlice = (total: Whole, count: number, left: Whole, slicesLeft: number, carried: bigint): SliceCut => {
  const due = carried + (BigInt(left) * PARTS - carried) / BigInt(slicesLeft)
  const wanted = (due + PARTS / 2n - 1n) / PARTS
  const most = smaller(larger(1, proportion(2, total, count)), left)
  const lots = larger(0, smaller(whole(wanted), most))
  return { lots: asQuantity(lots), carried: big(lots) === wanted ? due - wanted * PARTS : 0n }
}

/** What is carried when a slice is too small to be sent: all of it goes with the next one. */
export const carryWhole = (left: Whole, slicesLeft: number, carried: bigint): bigint =>
  carried + (BigInt(left) * PARTS - carried) / BigInt(slicesLeft)

/** Lots of the next slice when nothing is carried. */
export const sliceLots = (total: Whole, count: number, left: Whole, slicesLeft: number): Quantity =>
  cutSlice(total, count, left, slicesLeft, 0n).lots
