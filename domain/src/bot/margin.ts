import { absolute, add, big, dividedUp, larger, sub, times, type Whole, whole } from "../number/whole.ts"
import { liquidationPrice } from "../exchange/margin/position.ts"
import type { Market, Price, Quantity } from "../market/market.ts"
import { asPrice, asQuantity } from "../number/exact.ts"
import type { Margin, Side } from "../order/order.ts"
import { buyFeeRate, costWithFee, freeCash, needOf, positionLots, positionSign, type Run } from "./run.ts"

const RATE_ONE = 1_000_000_000n

/** What of a run its margin follows from. */
type Held = Pick<Run, "margin" | "market" | "memory" | "state">

/** What a futures run was given and made, without what its position would make: its wallet. */
const walletOf = (run: Held): Whole => add(run.state.ledger.quote.cash, run.state.ledger.quote.cost)

/** The margin of the run's position: its cost over the leverage, rounded up. */
const positionMargin = (run: Held): Whole =>
  run.margin === undefined ? 0 : dividedUp(absolute(run.state.ledger.quote.cost), run.margin.leverage)

/**
 * Quote that no order holds back, for one more order on a side. On futures the exchange asks margin of the dearer side
 * only (MARGIN-3), so an order against the position competes with those of its own side alone.
 */
export const freeFunds = (run: Run, side: Side = "BUY"): Whole => {
  const { state } = run
  if (run.margin === undefined) return freeCash(state)
  const held = side === "BUY" ? state.reserved : state.reservedSells
  const { position } = state.ledger.base
  const along = position === 0 || position > 0 === (side === "BUY")
  const free = sub(walletOf(run), held)
  return along ? sub(free, positionMargin(run)) : free
}

/** The most lots that so much quote pays for at a price, with the fee (the maker's, unless said otherwise). */
export const affordableLots = (
  market: Market,
  quote: number | bigint,
  price: Price,
  feeRate = market.makerFeeRate
): Quantity => {
  if (quote <= 0) return asQuantity(0)
  const rate = market.instrument.feeAsset === "QUOTE" && feeRate > 0n ? feeRate : 0n
  const lots = market.lotsFor(whole((big(quote) * RATE_ONE) / (RATE_ONE + rate)), price)
  const cost = (of: Quantity): Whole => costWithFee(market, price, of, feeRate)
  if (market.unitFees !== undefined) return within(market, price, lots, quote, cost)
  // The fee is rounded up, which can cost one lot more than the division says.
  return lots > 0 && cost(lots) > quote ? asQuantity(sub(lots, 1)) : lots
}

/** The most of so many lots that what they need, which does not grow with them alone, is paid for. */
const within = (
  market: Market,
  price: Price,
  most: Quantity,
  funds: Whole | bigint,
  need: (lots: Quantity) => Whole
): Quantity => {
  let lots = most
  while (lots > 0) {
    const beyond = big(need(lots)) - big(funds)
    if (beyond <= 0n) return lots
    const fewer = sub(lots, larger(1, market.lotsFor(beyond, price)))
    lots = asQuantity(larger(0, fewer))
  }
  return lots
}

/** The most lots that so much quote pays for at a price, fee included; on futures as margin. */
export const affordable = (run: Run, funds: Whole, price: Price, feeRate = run.market.makerFeeRate): Quantity => {
  const { margin, market } = run
  if (margin === undefined) return affordableLots(market, funds, price, feeRate)
  if (funds <= 0 || price <= 0) return asQuantity(0)
  const leverage = BigInt(margin.leverage)
  const rate = feeRate > 0n ? feeRate : 0n
  const lots = market.lotsFor((big(funds) * leverage * RATE_ONE) / (RATE_ONE + rate * leverage), price)
  const need = (of: Quantity): Whole => needOf(run, price, of, feeRate)
  if (market.unitFees !== undefined) return within(market, price, lots, funds, need)
  // Margin and fee are rounded up, which can cost one lot more than the division says.
  return lots > 0 && need(lots) > funds ? asQuantity(sub(lots, 1)) : lots
}

/** The fee a limit order on a side is reckoned with: one on futures may take whichever side it is on. */
export const entryFeeRate = (run: Run, side: Side, price: Price): bigint => {
  if (side === "BUY") return buyFeeRate(run, price)
  const { makerFeeRate, takerFeeRate } = run.market
  return takerFeeRate > makerFeeRate ? takerFeeRate : makerFeeRate
}

/**
 * Where the run's position is liquidated (MARGIN-10): by what it was given itself, which is never later than the
 * exchange does it while the account holds that much. Zero: nowhere, or no position.
 */
export const liquidation = (run: Held): Price => {
  const { margin, market, memory, state } = run
  const { base, quote } = state.ledger
  if (margin === undefined || base.position === 0) return asPrice(0)
  const { liquidation: latest } = memory
  if (
    latest?.market === market &&
    latest.margin === margin &&
    latest.position === base.position &&
    latest.cost === quote.cost &&
    latest.cash === quote.cash
  )
    return latest.price
  const price = reckonLiquidation(run, margin)
  memory.liquidation = { market, margin, position: base.position, cost: quote.cost, cash: quote.cash, price }
  return price
}

const reckonLiquidation = (run: Held, margin: Margin): Price => {
  const { market, state } = run
  const lots = positionLots(run)
  if (lots === 0) return asPrice(0)
  const cost = absolute(state.ledger.quote.cost)
  const own = margin.type === "CROSS" ? sub(walletOf(run), positionMargin(run)) : 0
  const signed = times(positionSign(run), lots)
  return liquidationPrice(market, { leverage: margin.leverage, lots: signed, cost }, 1, own > 0 ? own : 0)
}
