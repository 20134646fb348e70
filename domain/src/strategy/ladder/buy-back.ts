import { costWithFee, type Run } from "../../bot/run.ts"
import type { Price, Quantity } from "../../market/market.ts"
import { asQuantity } from "../../number/exact.ts"
import { affordableLots } from "./limit.ts"
import { marketReserve } from "./size.ts"

/** Lots that all of a run's quote buys back at market, with the taker's fee and the slippage reckoned with. */
export const buyBack = (run: Run, price: Price): Quantity => {
  const { cash } = run.state.ledger.quote
  if (price <= 0 || cash <= 0n) return asQuantity(0)
  const worst = marketReserve(price)
  const lots = affordableLots(run.market, cash, worst, run.market.takerFeeRate)
  return costWithFee(run.market, worst, lots, run.market.takerFeeRate) > cash ? asQuantity(Math.max(0, lots - 1)) : lots
}
