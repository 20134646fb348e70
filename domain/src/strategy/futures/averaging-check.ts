import { SLIPPAGE } from "../ladder/size.ts"
import type { Market, Price } from "../../market/market.ts"
import { priceWords } from "../../market/words.ts"
import { asPrice, asQuantity, ceilDiv, share, WHOLE } from "../../number/exact.ts"
import { add as plus, type Whole } from "../../number/whole.ts"
import type { Margin } from "../../order/order.ts"
import { type Averaging, averagingOrders, baseLots } from "../averaging/averaging.ts"
import { awayFrom } from "../averaging/plan.ts"
import { percentText, positivePrice } from "../ladder/ladder.ts"
import type { OneWay, Problem } from "../../bot/plan.ts"
import type { Entry } from "../../bot/plan.ts"
import { isBeyond, leverageThatDoes, liquidatedAfter } from "./liquidation-check.ts"

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

const baseEntry = (market: Market, averaging: Averaging, price: Price): Entry => ({
  price,
  quantity: baseLots(market, averaging, averaging.planned, price),
  takes: true
})

/** What a cycle that begins at a price enters. */
export const averagingWay = (market: Market, averaging: Averaging, price: Price): OneWay => ({
  long: averaging.long,
  entries: [
    baseEntry(market, averaging, price),
    ...averagingOrders(market, averaging, averaging.planned, price).filter((order) => order.price > 0)
  ],
  most: marginNeeded(market, averaging)
})

/** Where an averaging order would come too late, because the position before it is gone: the price, and where it is. */
const lateOrder = (market: Market, averaging: Averaging, margin: Margin, price: Price) => {
  const entries: Array<Entry> = [baseEntry(market, averaging, price)]
  for (const order of averagingOrders(market, averaging, averaging.planned, price)) {
    if (order.price <= 0) break
    const gone = liquidatedAfter(market, averaging.long, entries, margin, averaging.planned)
    if (isBeyond(averaging.long, gone, order.price)) return { number: entries.length, price: order.price, gone }
    entries.push(order)
  }
  return { entries, gone: liquidatedAfter(market, averaging.long, entries, margin, averaging.planned) }
}

/** What of the settings decides where a position ends. */
interface BackedSettings {
  readonly leverage: number
  readonly marginType: Margin["type"]
  readonly stopLossPercent?: string
  readonly stopLossPrice?: string
}

/**
 * Averaging orders and stops that lie beyond liquidation are refused with what would do (MARGIN-12). `ready` makes
 * settings ready, to try them at another leverage.
 */
export const liquidationProblems = <Settings extends BackedSettings>(
  market: Market,
  settings: Settings,
  ready: (market: Market, settings: Settings) => Averaging,
  price: Price | undefined
): ReadonlyArray<Problem> => {
  const at = price ?? asPrice(1_000_000)
  const late = (leverage: number) =>
    lateOrder(market, ready(market, { ...settings, leverage }), { leverage, type: settings.marginType }, at)
  const found = late(settings.leverage)
  if (found.number === undefined)
    return stopProblems(market, settings, ready(market, settings).long, found.entries, found.gone)
  const does = leverageThatDoes(settings.leverage, (leverage) => late(leverage).number === undefined)
  const advice = does === undefined ? "make the steps smaller" : `${does}x does, or smaller steps`
  const message = `averaging order ${found.number} would lie at ${priceWords(market, found.price)}, but the position before it is liquidated at ${priceWords(market, found.gone)}: ${advice}`
  return [{ field: "leverage", message }]
}

const stopProblems = (
  market: Market,
  { stopLossPercent, stopLossPrice }: BackedSettings,
  long: boolean,
  entries: ReadonlyArray<Entry>,
  gone: Price
): ReadonlyArray<Problem> => {
  let cost = 0n
  let lots: Whole = 0
  for (const entry of entries) {
    cost += market.notional(entry.price, entry.quantity)
    lots = plus(lots, entry.quantity)
  }
  const unit = market.notional(asPrice(1), asQuantity(1))
  if (lots === 0 || gone <= 0) return []
  const average = asPrice(cost / (BigInt(lots) * unit))
  const away = ((long ? BigInt(average) - BigInt(gone) : BigInt(gone) - BigInt(average)) * WHOLE) / BigInt(average)
  const advice = `a stop within ${percentText(away)} % of the average works, or a lower leverage`
  const problems: Array<Problem> = []
  const add = (field: string, stop: Price | undefined) => {
    if (stop === undefined || !isBeyond(long, gone, stop)) return
    const where = `the position is liquidated at ${priceWords(market, gone)} before its stop at ${priceWords(market, stop)}`
    problems.push({ field, message: `${where}: ${advice}` })
  }
  if (stopLossPercent !== undefined) add("stopLossPercent", awayFrom(average, -share(stopLossPercent), long))
  if (stopLossPrice !== undefined) add("stopLossPrice", positivePrice(market, stopLossPrice, long ? "DOWN" : "UP"))
  return problems
}
