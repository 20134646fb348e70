import type { Price } from "../market/market.ts"
import { asQuantity } from "../number/exact.ts"
import { larger, sub } from "../number/whole.ts"
import { positionLots, positionSign } from "./run.ts"
import type { Exposure, Run } from "./strategy.ts"

/** What closing at a price trades (CLOSE-2): the position, unless the strategy says otherwise. */
export const exposure = (run: Pick<Run, "market" | "state" | "strategy">, price: Price): Exposure =>
  run.strategy.exits.exposure?.(run, price) ?? {
    side: positionSign(run) > 0 ? "SELL" : "BUY",
    quantity: positionLots(run)
  }

/** What closing has left to trade: of a run that had ended, no more than the account still holds (CLOSE-7). */
export const leftToClose = (run: Pick<Run, "market" | "state" | "strategy">): Exposure => {
  const { closing, price } = run.state
  const { quantity, side } = exposure(run, price)
  return { side, quantity: asQuantity(larger(0, sub(quantity, closing?.gone ?? 0))) }
}
