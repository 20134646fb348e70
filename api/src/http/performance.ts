import type { Decimal, Instrument } from "@tradetower/domain"
import type { BotRun } from "@tradetower/platform"
import type { Performance } from "../../contract/index.ts"
import { isZero, minus, percentOf, plus, rounded, scaled, times } from "./exact.ts"

/** Decimals of an amount as shown; finer than any quote currency's own. */
const AMOUNT = 8

/** A run's result at a price: what it made by trading, what its position stands at, fees, and what holding would have made. */
export const performanceOf = (
  run: BotRun,
  instrument: Pick<Instrument, "base" | "quote">,
  last: { readonly price: Decimal; readonly at: number } | undefined
): Performance => {
  const { summary } = run
  return {
    botId: run.botDefinitionId,
    runId: run.id,
    live: run.live,
    state: summary.state,
    since: summary.since,
    reason: summary.reason,
    startedAt: run.startedAt,
    ...(run.endedAt !== undefined && { endedAt: run.endedAt }),
    base: instrument.base,
    quote: instrument.quote,
    invested: summary.invested,
    tradingProfit: summary.tradingProfit,
    fees: summary.fees,
    position: summary.position,
    ...(summary.averageEntry !== undefined && { averageEntry: summary.averageEntry }),
    ...(last !== undefined && { lastPrice: last.price, lastPriceAt: last.at }),
    ...resultAt(run, last?.price),
    ...inBase(run, last?.price),
    ...holdingAt(run, priceOf(run, last?.price)),
    fills: summary.fills,
    roundTrips: summary.roundTrips,
    openOrders: summary.openOrders,
    unknownOrders: summary.unknownOrders,
    ...(summary.figures !== undefined && { figures: summary.figures })
  }
}

/** The result of a bot that counts in base: what its gain over having done nothing would buy. */
const inBase = (run: BotRun, price: Decimal | undefined) => {
  const { ofBase, profitIn } = run.summary
  if (profitIn !== "BASE" || ofBase === undefined) return {}
  const { total } = resultAt(run, price)
  if (total === undefined || price === undefined || isZero(price)) return { profitIn, ofBase }
  const gain = scaled(total, one, price, AMOUNT)
  return { profitIn, ofBase: { ...ofBase, total: gain }, percent: percentOf(gain, ofBase.invested) }
}

const one = "1" as Decimal

/** Position and total; a flat run needs no price. */
export const resultAt = ({ summary }: BotRun, price: Decimal | undefined) => {
  const value = isZero(summary.position) ? summary.position : price && times(summary.position, price)
  if (value === undefined) return {}
  const positionProfit = rounded(minus(value, summary.positionCost), AMOUNT)
  const total = minus(plus(summary.tradingProfit, positionProfit), summary.fees)
  return { positionProfit, total, percent: percentOf(total, summary.invested) }
}

/** What an ended run that is flat is compared at stays where it ended. */
const priceOf = ({ summary }: BotRun, price: Decimal | undefined): Decimal | undefined =>
  isZero(summary.position) ? (summary.endPrice ?? price) : price

const holdingAt = ({ summary }: BotRun, price: Decimal | undefined) => {
  if (price === undefined || summary.startPrice === undefined || isZero(summary.startPrice)) return {}
  const gain = minus(price, summary.startPrice)
  return {
    holding: scaled(summary.invested, gain, summary.startPrice, AMOUNT),
    holdingPercent: percentOf(gain, summary.startPrice)
  }
}
