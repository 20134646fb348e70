import { type EndedRuns, noRuns, positionProfitAt, together } from "@tradetower/domain/ledger"
import type { Instrument } from "@tradetower/domain/market"
import { type Decimal, dividedBy, isZero, minus, percentOf, plus, times, zero } from "@tradetower/domain/number"
import type { BotRun } from "@tradetower/platform"
import type { OverAllRuns, Performance } from "../../../contract/index.ts"

/** Decimals of what a division makes: what needs none is exact. */
const AMOUNT = 8

/** A run's result at a price: what it made by trading, what its position stands at, fees, and what holding would have made. */
export const performanceOf = (
  run: BotRun,
  allRuns: OverAllRuns,
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
    allRuns,
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
const inBase = (run: BotRun, last: Decimal | undefined) => {
  const { ofBase, profitIn } = run.summary
  if (profitIn !== "BASE" || ofBase === undefined) return {}
  const { total } = resultAt(run, last)
  const price = priceOf(run, last)
  if (total === undefined || price === undefined || isZero(price)) return { profitIn, ofBase }
  const gain = dividedBy(total, price, AMOUNT) ?? zero
  return { profitIn, ofBase: { ...ofBase, total: gain }, percent: shareOf(gain, ofBase.invested) }
}

/** In percent; zero of nothing. */
const shareOf = (part: Decimal, whole: Decimal): Decimal => percentOf(part, whole) ?? zero

/** Position and total; a flat run needs no price, and one that has ended has its own (LEDGER-8). */
const resultAt = (run: BotRun, last: Decimal | undefined) => {
  const { summary } = run
  const price = priceOf(run, last)
  if (price === undefined && !isZero(summary.position)) return {}
  const positionProfit = positionProfitAt(summary, price ?? zero)
  const total = minus(plus(summary.tradingProfit, positionProfit), summary.fees)
  return { positionProfit, total, percent: shareOf(total, summary.invested) }
}

/** An ended run stays at the price of its end. */
const priceOf = ({ summary }: BotRun, last: Decimal | undefined): Decimal | undefined => summary.endPrice ?? last

/** The result of all of a bot's runs: of the earlier ones, and of the latest at a price. */
export const overAllRuns = (run: BotRun, earlier: EndedRuns, last: Decimal | undefined): OverAllRuns => {
  const { fees, fills, invested, roundTrips, tradingProfit } = run.summary
  const { positionProfit } = resultAt(run, last)
  const { runs, ...all } = together(earlier, {
    ...noRuns,
    runs: 1,
    fees,
    fills,
    invested,
    roundTrips,
    tradingProfit,
    ...(positionProfit !== undefined && { positionProfit })
  })
  const figures = {
    runs,
    invested: all.invested,
    tradingProfit: all.tradingProfit,
    fees: all.fees,
    fills: all.fills,
    roundTrips: all.roundTrips
  }
  if (positionProfit === undefined) return figures
  const total = minus(plus(all.tradingProfit, all.positionProfit), all.fees)
  return { ...figures, positionProfit: all.positionProfit, total, percent: shareOf(total, all.invested) }
}

const holdingAt = ({ summary }: BotRun, price: Decimal | undefined) => {
  if (price === undefined || summary.startPrice === undefined) return {}
  const gain = minus(price, summary.startPrice)
  const holding = dividedBy(times(summary.invested, gain), summary.startPrice, AMOUNT)
  const holdingPercent = percentOf(gain, summary.startPrice)
  return holding === undefined || holdingPercent === undefined ? {} : { holding, holdingPercent }
}
