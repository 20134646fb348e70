import { asPrice } from "../number/exact.ts"
import { absolute, add, big, dividedUp, sub, type Whole } from "../number/whole.ts"
import { unitsOf } from "../market/value.ts"
import { remaining } from "../order/live-order.ts"
import type { Market } from "../market/market.ts"
import type { Funds } from "./strategy.ts"
import { costWithFee } from "./run.ts"
import { broughtBy, givenTo } from "./given.ts"
import { isLive } from "./life.ts"
import type { RunState } from "./state.ts"
import type { RunConfig } from "./run-config.ts"

/**
 * Quote that the account holds back for a spot run's orders. A run reckons a taker's fee with what might take as it comes;
 * of what rests the account holds a maker's.
 */
const heldByAccount = (market: Market, state: RunState): Whole => {
  let held = state.reserved
  for (const { filled, price, quantity, reserved, reservePrice, side, status, type } of state.orders.values()) {
    if (side !== "BUY" || type !== "LIMIT" || status !== "OPEN" || reservePrice !== price) continue
    const resting = costWithFee(market, price, sub(quantity, filled), market.makerFeeRate)
    if (resting < reserved) held = sub(held, sub(reserved, resting))
  }
  return held
}

const atLeastNothing = (amount: bigint): bigint => (amount > 0n ? amount : 0n)

/**
 * What a run may still use and no order of its own holds back: taken, for whatever else the account could commit to
 * (FUNDS-4). What it was given, with what its trades made and took of that, less its orders and the margin it holds.
 */
export const entitledTo = ({ market, strategy }: Pick<RunConfig, "market" | "strategy">, state: RunState): Funds => {
  if (!isLive(state.life)) return { quote: 0n, base: 0n }
  const { base, quote } = state.ledger
  const { settings } = state
  const margin = market.instrument.kind === "FUTURES" ? strategy.money.margin?.(settings) : undefined
  const given = givenTo(strategy, market, settings)
  const price = state.price > 0 ? state.price : state.start.reference
  const brought = price > 0 ? broughtBy(strategy, market, settings, asPrice(price)) : given
  const held = state.reserved > state.reservedSells ? state.reserved : state.reservedSells
  const cash =
    margin === undefined
      ? sub(quote.cash, heldByAccount(market, state))
      : sub(sub(add(quote.cash, quote.cost), dividedUp(absolute(quote.cost), margin.leverage)), held)
  // Work of a fixed amount is paid for as it goes, and what it brings in is the trader's.
  const fixed = strategy.on.funded === undefined
  const [paid, sold] = fixed ? [quote.capital, base.capital] : [0, 0]
  let selling = 0n
  for (const order of state.orders.values())
    if (order.side === "SELL" && order.purpose !== "STOP_LOSS") selling += big(unitsOf(market, remaining(order)))
  const beside =
    strategy.money.stillBrings === undefined || price === 0
      ? brought.quote - given.quote
      : strategy.money.stillBrings({ market, state }, asPrice(price))
  const left = {
    quote: beside + big(add(cash, paid)),
    base: brought.base - given.base + big(add(sold, add(base.stock, base.position))) - selling
  }
  return {
    quote: fixed && brought.quote === 0n ? 0n : atLeastNothing(left.quote),
    base: margin !== undefined || (fixed && brought.base === 0n) ? 0n : atLeastNothing(left.base)
  }
}
