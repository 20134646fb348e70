import type { BotState } from "../bot/life.ts"
import type { RunConfig } from "../bot/step.ts"
import { summarize } from "../bot/summarize.ts"
import { type Account, ASSET_DECIMALS, assetOf, openAccount } from "../exchange/account.ts"
import type { FillModel } from "../exchange/fill-model.ts"
import type { Time } from "../ids.ts"
import { candleStart, joinCandles } from "../market/candle-builder.ts"
import { type Candle, timeframeMillis } from "../market/candle.ts"
import type { Market, Price, Quantity } from "../market/market.ts"
import { type Decimal, fromUnits, toUnits } from "../number/decimal.ts"
import { asBase, asQuote } from "../number/exact.ts"
import type { Purpose, Side } from "../order/order.ts"
import type { Fill } from "../order/report.ts"
import { bringsOf, stakeAt } from "../strategy/brings.ts"
import { barPath, opensAfterBreak, type PathPoint } from "./bar-path.ts"
import { curveStride, equity } from "./equity.ts"
import { type PaperRun, paperRun, type RunStep } from "./paper-run.ts"

export interface SimulationOptions {
  /** What the account begins with; the investment in quote when absent (a short: also its worth in base). */
  readonly balances?: Readonly<Record<string, Decimal | string>>
  /** Fills, slippage and share of volume; plain fills when absent. */
  readonly fillModel?: FillModel
  /** Length of the candles, ms; one minute when absent. */
  readonly candleMillis?: number
  /** Sees every step as it is made. */
  readonly onStep?: (step: RunStep) => void
}

export interface SimulatedTrade {
  readonly at: number
  readonly side: Side
  readonly purpose: Purpose
  readonly price: Price
  readonly quantity: Quantity
  readonly fee: Fill["fee"]
}

/** What a bot would have done. Amounts in quote; percents of the investment unless said otherwise. */
export interface SimulationResult {
  readonly from: number
  readonly to: number
  readonly days: Decimal
  readonly invested: Decimal
  /** Profit at the end, after fees, what is still held valued at the last price. */
  readonly total: Decimal
  readonly percent: Decimal
  /** What the price alone did from first to last. */
  readonly holdingPercent: Decimal
  readonly roundTrips: number
  readonly fills: number
  readonly fees: Decimal
  /** Largest fall from a high of the run's worth, seen at the ends of candles. */
  readonly maxDrawdownPercent: Decimal
  /** The run's worth over time: `[at, investment + profit so far]`, at most 200 points. */
  readonly curve: ReadonlyArray<readonly [at: number, worth: Decimal]>
  readonly trades: ReadonlyArray<SimulatedTrade>
  /** Where the run stood at the end, and how many events it was stepped with. */
  readonly state: BotState
  readonly steps: number
}

/** `part / whole` as percent with two decimals, rounded to the nearest. */
const percentOf = (part: bigint, whole: bigint): Decimal => {
  if (whole === 0n) return "0" as Decimal
  const fine = (part * 20_000n) / whole
  return fromUnits((fine + (fine < 0n ? -1n : 1n)) / 2n, 2)
}

/** What the account begins with: what the run needs at the first price. */
const opening = (config: RunConfig, first: Candle): Readonly<Record<string, string>> => {
  const { market, settings } = config
  const { base, quote } = market.instrument
  const funds = bringsOf(market, settings, first.open)
  return { [quote]: market.quoteText(asQuote(funds.quote)), [base]: market.baseText(asBase(funds.base)) }
}

/** The account's worth at a price, in its units: exact. */
const worthAt = (account: Account, market: Market, price: Price): bigint => {
  const base = assetOf(account, market.instrument.base)
  const quote = assetOf(account, market.instrument.quote)
  const perUnit = market.notional(price, 1 as Quantity) * 10n ** BigInt(ASSET_DECIMALS - market.quoteDecimals)
  const lot = market.baseOf(1 as Quantity) * 10n ** BigInt(ASSET_DECIMALS - market.baseDecimals)
  return quote.free + quote.reserved + ((base.free + base.reserved) * perUnit) / lot
}

/** Walks the run from where the price is to a point, stopping only where something would happen. */
const walk = (run: PaperRun, from: Price, to: PathPoint, withVolume: boolean): void => {
  if (withVolume) run.price(from, to.at, { volume: to.volume })
  else run.passed(to.at)
  for (let price = from; price !== to.price;) {
    if (to.price > price) price = run.above < to.price ? (Math.max(run.above, price + 1) as Price) : to.price
    else price = run.below > to.price ? (Math.min(run.below, price - 1) as Price) : to.price
    run.price(price, to.at)
  }
}

/** Takes the run through a candle; `skipped` when it was not shown the one before. */
const visit = (
  run: PaperRun,
  candle: Candle,
  before: Candle | undefined,
  length: number,
  skipped: boolean,
  withVolume: boolean
): void => {
  const told = (point: PathPoint) => (withVolume ? { volume: point.volume } : {})
  if (skipped && before !== undefined) {
    const [, , , close] = barPath(before, length)
    run.price(close.price, close.at, told(close))
  }
  const [open, ...rest] = barPath(candle, length)
  const gap = opensAfterBreak(run.config.market.instrument, before, candle, length)
  run.price(open.price, open.at, { gap, ...told(open) })
  let price = open.price
  for (const point of rest) {
    walk(run, price, point, withVolume)
    price = point.price
  }
}

/** Tells the run of a bar of the timeframe it waits for, when the candle is the last in it. */
const closeCandle = (run: PaperRun, candles: ReadonlyArray<Candle>, index: number, length: number): void => {
  const timeframe = run.wake.candle
  const candle = candles[index]
  if (timeframe === undefined || candle === undefined) return
  const start = candleStart(timeframe, candle.at)
  const end = start + timeframeMillis[timeframe]
  const after = candles[index + 1]
  if (after === undefined ? candle.at + length < end : after.at < end) return
  let first = index
  while (first > 0 && (candles[first - 1]?.at ?? 0) >= start) first -= 1
  const [bar] = joinCandles(candles.slice(first, index + 1), timeframe)
  if (bar === undefined) return
  const { at: _, ...prices } = bar
  run.happen({ _tag: "CandleClosed", at: end as Time, timeframe, ...prices })
}

/**
 * Runs a bot over candles: the same steps and the same exchange as live, from event to event. A candle that neither
 * meets an order nor the bot's wake costs a few comparisons. `candles` ascend and are of one length; there must be one.
 */
export const simulate = (
  config: RunConfig,
  candles: ReadonlyArray<Candle>,
  options: SimulationOptions = {}
): SimulationResult => {
  const { market } = config
  const first = candles[0]
  const last = candles[candles.length - 1]
  if (first === undefined || last === undefined) throw new RangeError("there are no candles to simulate over")
  const length = options.candleMillis ?? 60_000
  const account = openAccount(config.runId, options.balances ?? opening(config, first), options.fillModel)
  const run = paperRun(config, account, options.onStep)
  const stake = stakeAt(market, config.settings, first.open)
  const invested = stake * 10n ** BigInt(ASSET_DECIMALS - market.quoteDecimals)
  const opened = worthAt(account, market, first.open)
  const worth = (price: Price): bigint => invested + worthAt(account, market, price) - opened

  const places = Math.max(2, market.instrument.tickSize.length - market.instrument.tickSize.indexOf(".") - 1)
  const shown = (amount: bigint): Decimal => fromUnits(amount / 10n ** BigInt(ASSET_DECIMALS - places), places)
  const curve: Array<readonly [number, Decimal]> = [[first.at, shown(invested)]]
  const stride = curveStride(candles.length)
  const fall = equity(Number(invested))
  const withVolume =
    options.fillModel?.volumeSharePercent !== undefined || options.fillModel?.slippage._tag === "ByVolume"

  run.happen({ _tag: "Started", at: first.at as Time, actor: "TRADER" })
  /** Nothing happens while a candle stays inside these, ends before `alarm`, and the run was stepped no further. */
  let seen = -1
  let skipped = false
  let above = 0
  let below = 0
  let alarm = 0
  let flat = 0
  let slope = 0
  for (let i = 0; i < candles.length; i++) {
    const candle = candles[i]
    if (candle === undefined) break
    if (i === 0 || candle.high >= above || candle.low <= below || candle.at + length > alarm) {
      visit(run, candle, candles[i - 1], length, skipped, withVolume)
      skipped = false
      closeCandle(run, candles, i, length)
      if (run.steps !== seen) {
        seen = run.steps
        above = run.above
        below = run.below
        alarm = run.wake.candle === undefined && !run.dry ? (run.wake.at ?? Infinity) : 0
        flat = Number(worth(0 as Price))
        slope = Number(worth(1 as Price)) - flat
      }
    } else skipped = true
    fall.at(flat + slope * candle.close)
    if (i % stride === stride - 1 || i === candles.length - 1)
      curve.push([candle.at + length, shown(worth(candle.close))])
  }

  const total = worth(last.close) - invested
  const summary = summarize(config, run.state)
  return {
    from: first.at,
    to: last.at + length,
    days: fromUnits(BigInt(Math.round((last.at + length - first.at) / 864_000)), 2),
    invested: market.quoteText(asQuote(stake)),
    total: shown(total),
    percent: percentOf(total, invested),
    holdingPercent: percentOf(BigInt(last.close - first.open), BigInt(first.open)),
    roundTrips: summary.roundTrips,
    fills: account.fills.length,
    fees: shown(toUnits(summary.fees, ASSET_DECIMALS) ?? 0n),
    maxDrawdownPercent: fall.maxDrawdownPercent(),
    curve,
    trades: account.fills.map(({ order, report }) => ({
      at: report.at,
      side: order.request.side,
      purpose: order.request.purpose,
      price: report.price,
      quantity: report.quantity,
      fee: report.fee
    })),
    state: summary.state,
    steps: run.steps
  }
}
