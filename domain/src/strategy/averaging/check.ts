import { meetsMinimum } from "../../bot/run.ts"
import type { Market, Price } from "../../market/market.ts"
import { amountWords, neededWords } from "../../market/words.ts"
import { asQuote, asPrice, asQuantity, ceilDiv, share, WHOLE } from "../../number/exact.ts"
import type { ExitSettings } from "../exits.ts"
import { percentText } from "../ladder/ladder.ts"
import { SLIPPAGE } from "../ladder/size.ts"
import { feeProblems, sharedTickProblem, sharesTick } from "../problems.ts"
import type { Problem } from "../../bot/plan.ts"
import { type Averaging, averagingOrders, baseLots } from "./averaging.ts"
import { tightest } from "../tightest.ts"
import { averagingAmounts, averagingPrices, deviations, mostAveragingOrders } from "./shape.ts"

/** What the fields are called in a strategy's settings. */
export interface FieldNames {
  readonly base: string
  /** The amount of the averaging orders; `first`: of the first alone, else of all. */
  readonly amount: string
  readonly amountOf: "FIRST" | "ALL"
  readonly count: string
  readonly step: string
}

/** DCA and COMBO tell their orders alike. */
export const averagingOrderNames: FieldNames = {
  base: "baseOrderAmount",
  amount: "averagingOrdersAmount",
  amountOf: "ALL",
  count: "averagingOrdersQuantity",
  step: "averagingOrdersStep"
}

/** The settings by which a cycle's position is given up, a share of its average entry away. */
type Stops = Pick<ExitSettings, "stopLossPercent" | "trailingStopPercent">

/** A stop nearer than what entering and leaving costs: it would lose more to fees than to the price (DCA-7). */
const stopProblems = (market: Market, { atMarket }: Averaging, stops: Stops): ReadonlyArray<Problem> => {
  const fees = (entryRate(market, atMarket) + market.takerFeeRate) * 1000n
  return (["stopLossPercent", "trailingStopPercent"] as const).flatMap((field) => {
    const percent = stops[field]
    if (percent === undefined || share(percent) > fees) return []
    const message = `is within the fees of ${percentText(fees)} % for entering and leaving: set more than that`
    return [{ field, message }]
  })
}

/** What can be wrong with every bot's cycle (DCA-7); `exits` of its orders rest besides the averaging orders. */
export const cycleProblems = (
  market: Market,
  averaging: Averaging,
  stops: Stops,
  names: FieldNames,
  price: Price | undefined,
  exits = 1
): ReadonlyArray<Problem> => [
  ...stopProblems(market, averaging, stops),
  ...ladderProblems(averaging, names),
  ...tickProblems(market, averaging, names, price),
  ...feeProblems("takeProfitPercent", averaging.target.share, cycleFees(market, averaging), "entering and leaving"),
  ...roomProblems(market, averaging, exits),
  ...minimumProblems(market, averaging, names, price)
]

/** Amounts of nothing, or more of them than was invested (DCA-7). `needed`: what they come to, in quote. */
export const amountProblems = (
  market: Market,
  averaging: Averaging,
  names: FieldNames,
  needed: bigint,
  counting: "together" | "with their fees"
): ReadonlyArray<Problem> => {
  if (averaging.base <= 0n) return [{ field: names.base, message: "must be more than zero" }]
  if (averaging.shape.count > 0 && averaging.total <= 0n)
    return [{ field: names.amount, message: "must be more than zero when there are averaging orders" }]
  if (needed <= averaging.planned) return []
  const message = `base and averaging orders need ${money(market, needed)} ${counting}: invest that, or make the orders smaller`
  return [{ field: "investment", message }]
}

/** A ladder that would reach a price of zero or less (DCA-7). */
const ladderProblems = ({ shape }: Averaging, names: FieldNames): ReadonlyArray<Problem> => {
  const fit = mostAveragingOrders(shape)
  if (fit >= shape.count) return []
  const reached = percentText(deviations(shape).at(-1) ?? 0n)
  const works = fit > 0 ? `at most ${fit} fit with these steps` : "make the step smaller"
  const message = `the last of ${shape.count} orders would lie ${reached} % down, at a price of zero or less; ${works}`
  return [{ field: names.count, message }]
}

/** Averaging orders that share a price with one another, or with the base order (DCA-7). */
const tickProblems = (
  market: Market,
  { shape }: Averaging,
  names: FieldNames,
  price: Price | undefined
): ReadonlyArray<Problem> => {
  if (price === undefined) return []
  const apart = (step: string) =>
    !sharesTick([price, ...averagingPrices({ ...shape, step }, price).filter((at) => at > 0)])
  return apart(shape.step) ? [] : [sharedTickProblem(market, names.step, tightest(shape.step, "90", apart))]
}

/** What entering and leaving costs, as a share of `WHOLE`: a target nearer than this loses. */
const cycleFees = (market: Market, { atMarket }: Averaging): bigint =>
  (entryRate(market, atMarket) + market.makerFeeRate) * 1000n

const entryRate = (market: Market, atMarket: boolean): bigint => (atMarket ? market.takerFeeRate : market.makerFeeRate)

/** More orders at once than the exchange allows (DCA-7); `exits` rest besides the averaging orders. */
const roomProblems = (market: Market, averaging: Averaging, exits: number): ReadonlyArray<Problem> => {
  const { maxOpenOrders } = market.instrument
  // The exits, a protective stop, and the one that replaces it before it goes.
  const room = maxOpenOrders - exits - 2
  if (Math.min(averaging.shape.count, averaging.mostResting) <= room) return []
  const message =
    room > 0
      ? `the exchange allows ${maxOpenOrders} open orders: at most ${room} averaging orders can rest at once`
      : `the exchange allows ${maxOpenOrders} open orders, which the exits need already`
  return [{ field: "activeOrdersLimit", message }]
}

/** Orders below the exchange's minimum (DCA-7), with the amount that would do. */
const minimumProblems = (
  market: Market,
  averaging: Averaging,
  names: FieldNames,
  price: Price | undefined
): ReadonlyArray<Problem> => {
  if (price === undefined) return []
  const problems: Array<Problem> = []
  const least = leastAmount(market, averaging, price)
  const { quote, minNotional } = market.instrument
  if (!meetsMinimum(market, price, baseLots(market, averaging, averaging.planned, price)))
    problems.push({
      field: names.base,
      message: `is below the exchange's minimum of ${amountWords(minNotional, quote)} an order; at least ${money(market, least)} works`
    })
  const orders = averagingOrders(market, averaging, averaging.planned, price)
  const small = orders.findIndex(({ price: at, quantity }) => at > 0 && !meetsMinimum(market, at, quantity))
  if (small < 0) return problems
  // The smallest order is the first: its share of the whole says what the whole must be.
  const first = averagingAmounts(averaging.shape, WHOLE)[0] ?? WHOLE
  const all = ceilDiv(least * WHOLE, first > 0n ? first : 1n)
  const works =
    names.amountOf === "ALL" ? `${money(market, all)} for all of them works` : `${money(market, least)} works`
  problems.push({
    field: names.amount,
    message: `order ${small + 1} is below the exchange's minimum of ${amountWords(minNotional, quote)}; at least ${works}`
  })
  return problems
}

/** The smallest amount that still makes an order at a price, with fee and slippage. */
const leastAmount = (market: Market, { leverage, long, shape }: Averaging, price: Price): bigint => {
  const perLot = market.notional(price, asQuantity(1))
  // A long's orders lie lower, where as many lots are worth less: the lowest decides.
  const deepest = long ? (deviations(shape).at(-1) ?? 0n) : 0n
  const lowest = deepest < WHOLE ? asPrice((BigInt(price) * (WHOLE - deepest)) / WHOLE) : price
  const byNotional = ceilDiv(market.minNotional, market.notional(lowest > 0 ? lowest : price, asQuantity(1)))
  const spot = ceilDiv(market.minNotional, perLot)
  const wanted = leverage === undefined ? spot : byNotional
  const lots = wanted > BigInt(market.minQuantity) ? wanted : BigInt(market.minQuantity)
  const one = 1_000_000_000n
  const amount = ceilDiv((lots + 1n) * perLot * (one + SLIPPAGE + market.takerFeeRate), one) + 2n
  return ceilDiv(amount, leverage ?? 1n)
}

const money = (market: Market, amount: bigint): string =>
  neededWords(market.quoteText(asQuote(amount)), market.instrument.quote)
