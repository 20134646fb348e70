import type { Market, Price } from "../../market/market.ts"
import { asPrice, asQuantity, asQuote, ceilDiv, share, WHOLE } from "../../number/exact.ts"
import { meetsMinimum } from "../../bot/run.ts"
import { averagingAmounts, deviations, mostAveragingOrders } from "../averaging.ts"
import { percentText, positivePrice } from "../ladder/ladder.ts"
import { SLIPPAGE } from "../ladder/size.ts"
import type { Problem } from "../strategy.ts"
import { averagingOrders, averagingShape, baseLots } from "./amounts.ts"
import type { DcaSettings } from "./settings.ts"

/** Everything that is wrong with averaging settings, each with what would work (DCA-7). */
export const checkDca = (market: Market, settings: DcaSettings, price: Price | undefined): ReadonlyArray<Problem> => [
  ...amountProblems(market, settings),
  ...ladderProblems(settings),
  ...profitProblems(market, settings),
  ...limitProblems(market, settings),
  ...roomProblems(market, settings),
  ...minimumProblems(market, settings, price)
]

const amountProblems = (market: Market, settings: DcaSettings): ReadonlyArray<Problem> => {
  const investment = market.quote(settings.investment)
  const base = market.quote(settings.baseOrderAmount)
  const averaging = settings.averagingOrdersQuantity === 0 ? 0n : market.quote(settings.averagingOrdersAmount)
  const { quote } = market.instrument
  if (base <= 0n) return [{ field: "baseOrderAmount", message: "must be more than zero" }]
  if (settings.averagingOrdersQuantity > 0 && averaging <= 0n)
    return [{ field: "averagingOrdersAmount", message: "must be more than zero when there are averaging orders" }]
  if (base + averaging <= investment) return []
  const needed = market.quoteText(asQuote(base + averaging))
  return [
    {
      field: "investment",
      message: `base and averaging orders need ${needed} ${quote} together: invest that, or make the orders smaller`
    }
  ]
}

const ladderProblems = (settings: DcaSettings): ReadonlyArray<Problem> => {
  if (settings.direction === "SHORT") return []
  const shape = averagingShape(settings)
  const fit = mostAveragingOrders(shape)
  if (fit >= shape.count) return []
  const reached = deviations(shape).at(-1) ?? 0n
  return [
    {
      field: "averagingOrdersQuantity",
      message:
        `the last of ${shape.count} orders would lie ${percentText(reached)} % down, at a price of zero or less; ` +
        (fit > 0 ? `at most ${fit} fit with these steps` : "make the step smaller")
    }
  ]
}

const profitProblems = (market: Market, settings: DcaSettings): ReadonlyArray<Problem> => {
  const entry = settings.baseOrderType === "MARKET" ? market.takerFeeRate : market.makerFeeRate
  const fees = (entry + market.makerFeeRate) * 1000n
  const problems: Array<Problem> = []
  if (share(settings.takeProfitPercent) <= fees)
    problems.push({
      field: "takeProfitPercent",
      message: `is eaten by fees of ${percentText(fees)} % for entering and leaving: set more than that`
    })
  return problems
}

const limitProblems = (market: Market, settings: DcaSettings): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = []
  for (const field of ["maxPrice", "minPrice"] as const) {
    const text = settings[field]
    if (text !== undefined && positivePrice(market, text, "DOWN") === undefined)
      problems.push({ field, message: `must be at least ${market.instrument.tickSize}` })
  }
  return problems
}

const roomProblems = (market: Market, settings: DcaSettings): ReadonlyArray<Problem> => {
  // The take-profit, a protective stop, and the one that replaces it before it goes.
  const room = market.instrument.maxOpenOrders - 3
  if (Math.min(settings.averagingOrdersQuantity, settings.activeOrdersLimit ?? Infinity) <= room) return []
  const message = `the exchange allows ${room + 3} open orders: at most ${room} averaging orders can rest at once`
  return [{ field: "activeOrdersLimit", message }]
}

const minimumProblems = (market: Market, settings: DcaSettings, price: Price | undefined): ReadonlyArray<Problem> => {
  // Without a price, that of a unit of the exchange's own minimum decides.
  const at = price ?? asPrice(1)
  if (price === undefined && market.minNotional === 0n) return []
  const problems: Array<Problem> = []
  const investment = market.quote(settings.investment)
  const least = leastAmount(market, at)
  const { quote, minNotional } = market.instrument
  if (price !== undefined && !meetsMinimum(market, at, baseLots(market, settings, investment, at)))
    problems.push({
      field: "baseOrderAmount",
      message: `is below the exchange's minimum of ${minNotional} ${quote} an order; at least ${money(market, least)} works`
    })
  if (price === undefined || settings.averagingOrdersQuantity === 0) return problems
  const orders = averagingOrders(market, settings, investment, at)
  const small = orders.findIndex(({ price: level, quantity }) => level > 0 && !meetsMinimum(market, level, quantity))
  if (small >= 0) {
    // The smallest order is the first: its share of the whole says what the whole must be.
    const first = averagingAmounts(averagingShape(settings), WHOLE)[0] ?? WHOLE
    problems.push({
      field: "averagingOrdersAmount",
      message:
        `order ${small + 1} is below the exchange's minimum of ${minNotional} ${quote}; ` +
        `at least ${money(market, ceilDiv(least * WHOLE, first > 0n ? first : 1n))} for all of them works`
    })
  }
  return problems
}

/** The smallest amount that still makes an order at a price, with fee and slippage. */
const leastAmount = (market: Market, price: Price): bigint => {
  const perLot = market.notional(price, asQuantity(1))
  const byNotional = ceilDiv(market.minNotional, perLot)
  const lots = byNotional > BigInt(market.minQuantity) ? byNotional : BigInt(market.minQuantity)
  const one = 1_000_000_000n
  return ceilDiv((lots + 1n) * perLot * (one + SLIPPAGE + market.takerFeeRate), one) + 2n
}

const money = (market: Market, amount: bigint): string => {
  const hundredth = 10n ** BigInt(market.quoteDecimals - 2)
  return `${market.quoteText(asQuote(ceilDiv(amount, hundredth) * hundredth))} ${market.instrument.quote}`
}
