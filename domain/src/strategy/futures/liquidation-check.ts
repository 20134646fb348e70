import { add, negated, type Whole, whole } from "../../number/whole.ts"
import { liquidationPrice } from "../../exchange/margin/position.ts"
import type { Market, Price } from "../../market/market.ts"
import { asPrice, ceilDiv } from "../../number/exact.ts"
import type { Margin } from "../../order/order.ts"
import type { Entry, Problem } from "../../bot/plan.ts"

/** The fees that entries cost, in quote units. */
export const entryFees = (market: Market, entries: ReadonlyArray<Entry>): bigint => {
  let fees = 0n
  for (const { price, quantity, takes } of entries) {
    const rate = takes === true ? market.takerFeeRate : market.makerFeeRate
    if (price > 0) fees += market.feeOn(market.notional(price, quantity), rate)
  }
  return fees
}

/**
 * Where a position made of entries is liquidated (MARGIN-7); zero: nowhere. Behind a CROSS position stands what of
 * `investment` (quote) its margin and its fees leave.
 */
export const liquidatedAfter = (
  market: Market,
  long: boolean,
  entries: ReadonlyArray<Entry>,
  margin: Margin,
  investment: bigint
): Price => {
  let cost = 0n
  let lots: Whole = 0
  for (const { price, quantity } of entries) {
    if (price <= 0) continue
    cost += market.notional(price, quantity)
    lots = add(lots, quantity)
  }
  if (lots === 0) return asPrice(0)
  const spare = investment - ceilDiv(cost, BigInt(margin.leverage)) - entryFees(market, entries)
  const backing = margin.type === "CROSS" && spare > 0n ? spare : 0n
  const position = { leverage: margin.leverage, lots: long ? lots : negated(lots), cost: whole(cost) }
  return liquidationPrice(market, position, 1, whole(backing))
}

/** Whether a price that is to be reached with a position open lies where the position is gone already. */
export const isBeyond = (long: boolean, liquidation: Price, price: number): boolean =>
  liquidation > 0 && price > 0 && (long ? price <= liquidation : price >= liquidation)

/** More leverage than the market gives. */
export const leverageProblems = (market: Market, leverage: number): ReadonlyArray<Problem> => {
  const most = market.instrument.futures?.maxLeverage ?? 1
  if (leverage <= most) return []
  return [{ field: "leverage", message: `${market.instrument.symbol} allows ${most}x at the most` }]
}

/** The highest leverage below the one asked for that does, or undefined. */
export const leverageThatDoes = (asked: number, does: (leverage: number) => boolean): number | undefined => {
  for (let leverage = asked - 1; leverage >= 1; leverage--) if (does(leverage)) return leverage
  return undefined
}
