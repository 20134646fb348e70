import { scaleOf } from "../market/value.ts"
import { ceilDiv } from "../number/exact.ts"
import { positionLots, type Run } from "./run.ts"

/** The lowest price (ticks) at which the position is an order the exchange takes; Infinity: at none (LADDER-6). */
export const tradeableFrom = (run: Pick<Run, "market" | "state">): number => {
  const { market } = run
  const lots = positionLots(run)
  if (lots === 0 || lots < market.minQuantity) return Infinity
  return Number(ceilDiv(market.minNotional, BigInt(lots) * scaleOf(market).cell))
}

/** Whether the position is an order the exchange takes at a price. */
export const isTradeable = (run: Pick<Run, "market" | "state">, price: number): boolean => price >= tradeableFrom(run)
