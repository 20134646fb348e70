import { afterOpenTime, openTimeBetween } from "../../calendar/sessions.ts"
import type { Market, Quantity } from "../../market/market.ts"
import { asQuantity } from "../../number/exact.ts"
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

/**
 * Lots of the next slice: what is left spread evenly over the slices left, rounded up, so that rounding carries over
 * and the slices sum to the total exactly; never more than twice a nominal slice (TWAP-3).
 */
export const sliceLots = (total: number, count: number, left: number, slicesLeft: number): Quantity =>
  asQuantity(Math.max(0, Math.min(Math.ceil(left / slicesLeft), Math.floor((2 * total) / count), left)))
