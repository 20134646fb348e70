import type { Price, Quantity } from "../market/market.ts"
import { asQuantity } from "../number/exact.ts"
import { larger, sub } from "../number/whole.ts"
import type { Side } from "../order/order.ts"
import { positionLots, positionSign, type Run } from "./run.ts"

/** What of a run says what closing it trades. */
export type Holder = Pick<Run, "market" | "state">

/** What is to be traded at market so that nothing is left open. */
export interface Exposure {
  readonly side: Side
  /** Zero when nothing is. */
  readonly quantity: Quantity
}

/** What closing at a price trades (CLOSE-2): the position, unless the strategy says otherwise. */
export const exposure = (run: Pick<Run, "market" | "state" | "strategy">, price: Price): Exposure =>
  run.strategy.exposure?.(run, price) ?? {
    side: positionSign(run) > 0 ? "SELL" : "BUY",
    quantity: positionLots(run)
  }

/** What closing has left to trade: of a run that had ended, no more than the account still holds (CLOSE-7). */
export const leftToClose = (run: Pick<Run, "market" | "state" | "strategy">): Exposure => {
  const { closing, price } = run.state
  const { quantity, side } = exposure(run, price)
  return { side, quantity: asQuantity(larger(0, sub(quantity, closing?.gone ?? 0))) }
}
