import { SLIPPAGE } from "../ladder/size.ts"
import type { Market, Price } from "../../market/market.ts"
import { asPrice, asQuote, ceilDiv, share, WHOLE } from "../../number/exact.ts"
import type { Margin } from "../../order/order.ts"
import { type Averaging, averagingOrders, baseLots } from "../averaging/averaging.ts"
import { awayFrom } from "../averaging/plan.ts"
import { percentText } from "../ladder/ladder.ts"
import type { Problem } from "../strategy.ts"
import { type Entry, isBeyond, leverageThatDoes, liquidatedAfter } from "./liquidation-check.ts"

const RATE_ONE = 1_000_000_000n

/** Margin and fees of all entries together: what a cycle may tie up (DCAF-1). */
export const marginNeeded = (market: Market, averaging: Averaging): bigint => {
  const leverage = averaging.leverage ?? 1n
  const fee = (rate: bigint) => (rate > 0n ? rate : 0n)
  const atMarket = averaging.atMarket ? SLIPPAGE : 0n
  const base = averaging.base * (RATE_ONE + atMarket + fee(market.takerFeeRate) * leverage)
  const total = averaging.shape.count === 0 ? 0n : averaging.total
  const dearer = market.takerFeeRate > market.makerFeeRate ? market.takerFeeRate : market.makerFeeRate
  return ceilDiv(base + total * (RATE_ONE + fee(dearer) * leverage), RATE_ONE) + BigInt(averaging.shape.count + 1)
}

/** More margin than was invested (DCA-7). */
export const marginProblems = (
  market: Market,
  averaging: Averaging,
  names: { readonly base: string; readonly amount: string }
): ReadonlyArray<Problem> => {
  if (averaging.base <= 0n) return [{ field: names.base, message: "must be more than zero" }]
  if (averaging.shape.count > 0 && averaging.total <= 0n)
    return [{ field: names.amount, message: "must be more than zero when there are averaging orders" }]
  const needed = marginNeeded(market, averaging)
  if (needed <= averaging.planned) return []
  const hundredth = 10n ** BigInt(market.quoteDecimals - 2)
  const rounded = market.quoteText(asQuote(ceilDiv(needed, hundredth) * hundredth))
  const message = `base and averaging orders need ${rounded} ${market.instrument.quote} with their fees: invest that, or make the orders smaller`
  return [{ field: "investment", message }]
}

/** Where an averaging order would come too late, because the position before it is gone: the price, and where it is. */
const lateOrder = (market: Market, averaging: Averaging, margin: Margin, price: Price) => {
  const entries: Array<Entry> = [{ price, quantity: baseLots(market, averaging, averaging.planned, price) }]
  for (const order of averagingOrders(market, averaging, averaging.planned, price)) {
    if (order.price <= 0) break
    const gone = liquidatedAfter(market, averaging.long, entries, margin, averaging.planned)
    if (isBeyond(averaging.long, gone, order.price)) return { number: entries.length, price: order.price, gone }
    entries.push(order)
  }
  return { entries, gone: liquidatedAfter(market, averaging.long, entries, margin, averaging.planned) }
}

/** What a check of a whole cycle needs to know. */
export interface CycleCheck {
  readonly margin: Margin
  readonly stopLossPercent: string | undefined
  readonly stopLossPrice: Price | undefined
  /** The same settings at another leverage. */
  readonly at: (leverage: number) => Averaging
}

/** Averaging orders and stops that lie beyond liquidation are refused with what would do (MARGIN-12). */
export const liquidationProblems = (
  market: Market,
  averaging: Averaging,
  check: CycleCheck,
  price: Price | undefined
): ReadonlyArray<Problem> => {
  const at = price ?? asPrice(1_000_000)
  const late = lateOrder(market, averaging, check.margin, at)
  if (late.number !== undefined) {
    const does = leverageThatDoes(check.margin.leverage, (leverage) => {
      const found = lateOrder(market, check.at(leverage), { ...check.margin, leverage }, at)
      return found.number === undefined
    })
    const advice = does === undefined ? "make the steps smaller" : `${does}x does, or smaller steps`
    const message = `averaging order ${late.number} would lie at ${market.priceText(late.price)}, but the position before it is liquidated at ${market.priceText(late.gone)}: ${advice}`
    return [{ field: "leverage", message }]
  }
  return stopProblems(market, averaging, check, late.entries, late.gone)
}

const stopProblems = (
  market: Market,
  { long }: Averaging,
  check: CycleCheck,
  entries: ReadonlyArray<Entry>,
  gone: Price
): ReadonlyArray<Problem> => {
  let cost = 0n
  let lots = 0
  for (const entry of entries) {
    cost += market.notional(entry.price, entry.quantity)
    lots += entry.quantity
  }
  const unit = market.notional(asPrice(1), 1 as Entry["quantity"])
  if (lots === 0 || gone <= 0) return []
  const average = asPrice(cost / (BigInt(lots) * unit))
  const away = ((long ? BigInt(average) - BigInt(gone) : BigInt(gone) - BigInt(average)) * WHOLE) / BigInt(average)
  const advice = `a stop within ${percentText(away)} % of the average works, or a lower leverage`
  const problems: Array<Problem> = []
  const add = (field: string, stop: Price) => {
    if (!isBeyond(long, gone, stop)) return
    const where = `the position is liquidated at ${market.priceText(gone)} before its stop at ${market.priceText(stop)}`
    problems.push({ field, message: `${where}: ${advice}` })
  }
  if (check.stopLossPercent !== undefined)
    add("stopLossPercent", awayFrom(average, -share(check.stopLossPercent), long))
  if (check.stopLossPrice !== undefined) add("stopLossPrice", check.stopLossPrice)
  return problems
}
