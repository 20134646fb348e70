import type { Price, Quantity } from "../market/market.ts"
import type { Side } from "../order/order.ts"
import { positionLots, positionSign, type Run } from "./run.ts"

/** What is to be traded at market so that nothing is left open. */
export interface Exposure {
  readonly side: Side
  /** Zero when nothing is. */
  readonly quantity: Quantity
}

/** What closing at a price trades (CLOSE-2): the position, unless the strategy says otherwise. */
export const exposure = (run: Run, price: Price): Exposure =>
  run.strategy.exposure?.(run, price) ?? {
    side: positionSign(run) > 0 ? "SELL" : "BUY",
    quantity: positionLots(run)
  }
