import type { BotEvent } from "../bot/event.ts"
import type { RunConfig } from "../bot/run-config.ts"
import { decimalsOn, openAccount } from "../exchange/account.ts"
import type { Time } from "../ids.ts"
import { timeframeMillis } from "../market/candle.ts"
import { type CandleSeries, firstAt } from "../market/candle-series.ts"
import type { Price } from "../market/market.ts"
import { closeAt, nextTouch, type PriceIndex, timeAt } from "../market/price-index.ts"
import { add } from "../number/whole.ts"
import type { SimulationOptions } from "./backtest-options.ts"
import { barWalk } from "./bar-walk.ts"
import { barClosedWith, closedBars, nextClosing } from "./closed-candles.ts"
import { type ClosesKept, closesKept, keptWith } from "./closes-kept.ts"
import { type Equity, equity } from "./equity.ts"
import { fillLog } from "./fill-log.ts"
import { openingBalances } from "./opening-balances.ts"
import { type PaperRun, paperRun } from "./paper-run.ts"
import type { Past } from "./past.ts"
import { type SessionClock, sessionClock } from "./session-clock.ts"
import { type Stake, stakeOf } from "./stake.ts"
import { firstTraded } from "./warm-up.ts"

/** A run over candles as it ended, in ticks, lots and units: `backtest` makes words and figures of it. */
export interface Simulation {
  readonly run: PaperRun
  readonly index: PriceIndex
  /** First candle traded, and the one after the last. */
  readonly start: number
  readonly end: number
  readonly stake: Stake
  readonly kept: ClosesKept
  readonly equity: Equity
  /** At the closes of how many candles something was held. */
  readonly exposed: number
}

/** The bars a run waits for that close with a candle, shortest first. */
const closing = ({ state }: PaperRun, series: CandleSeries, candle: number): ReadonlyArray<BotEvent> =>
  (state.wake.candles ?? []).flatMap(({ timeframe, after = 0 }) => {
    const bar = barClosedWith(series, timeframe, candle)
    if (bar === undefined) return []
    const { at, ...prices } = bar
    const end = at + timeframeMillis[timeframe]
    return end > after ? [{ _tag: "CandleClosed", at: end as Time, timeframe, ...prices }] : []
  })

/** The next candle that matters to the run: it reaches a price, a moment, or the close of a longer bar. */
const nextThatMatters = (
  run: PaperRun,
  index: PriceIndex,
  from: number,
  end: number,
  sessions: SessionClock
): number => {
  if (run.dry) return from
  const { series } = index
  const { wake } = run.state
  let next = nextTouch(index, from, end, run.above, run.below)
  const due = Math.min(wake.at ?? Infinity, run.fundingAt)
  if (due < Infinity) next = Math.min(next, firstAt(series, due - series.step + 1))
  if (sessions.next < Infinity) next = Math.min(next, firstAt(series, sessions.next))
  for (const { timeframe, after = 0 } of wake.candles ?? [])
    next = Math.min(next, nextClosing(series, timeframe, from, after))
  return Math.max(from, next)
}

/**
 * Runs a bot over candles: the same steps and the same exchange as live, from event to event. The candles that neither
 * meet an order nor the bot's wake are not looked at; `index` finds the next that does (BACKTEST-1).
 *
 * @example
 * const { run, equity } = simulate(runConfig({ runId, market, settings }), priceIndex(series))
 */
export const simulate = (config: RunConfig, index: PriceIndex, options: SimulationOptions = {}): Simulation => {
  const { market, settings } = config
  const { series } = index
  const start = firstTraded(settings, series, options.from)
  const end = options.to === undefined ? series.length : firstAt(series, options.to)
  if (start >= end) throw new RangeError("there are no candles to simulate over")
  const first = (series.open[start] ?? 0) as Price
  const stake = stakeOf(config, first)
  const balances = options.balances ?? openingBalances(config, series, start, end, options.fillModel)
  const sessions = sessionClock(market.instrument, series, start)
  const account = openAccount(config.runId, balances, options.fillModel, {
    decimals: decimalsOn(market),
    ids: config.memory.account,
    remembers: false,
    keepsHours: sessions.session !== undefined,
    ...(config.terms !== undefined && { terms: config.terms })
  })
  const past: Past = {
    bars: (timeframe, by, count) => closedBars(series, timeframe, by, count),
    traded: (from, to) => firstAt(series, from) < firstAt(series, to)
  }
  const { barOrder = "USUAL", fillModel, onStep } = options
  const withVolume = fillModel?.volumeSharePercent !== undefined || fillModel?.slippage._tag === "ByVolume"
  const walk = barWalk(index, market.instrument, withVolume)
  const evenly = closesKept(series, start, end, options.points ?? 400)
  const kept = options.alsoAt === undefined ? evenly : keptWith(evenly, options.alsoAt)
  const worth = equity(index, start, Number(stake.invested), kept.candles)

  const run = paperRun(config, account, {
    fills: fillLog(options.counts),
    onStep,
    past,
    session: sessions.session
  })
  run.happen({ _tag: "Started", at: (series.at[start] ?? 0) as Time, actor: "TRADER" })
  /** Whether the other way round through a bar leaves more (less) at its close: both are tried on copies of the run. */
  const reversed = (of: PaperRun, candle: number, before: number): boolean => {
    const [usual, other] = [false, true].map((way) => {
      const copy = of.fork()
      walk.show(copy, candle, before, way)
      return stake.worthAt(copy.state, closeAt(index, candle) as Price)
    })
    return barOrder === "BEST" ? (other ?? 0n) > (usual ?? 0n) : (other ?? 0n) < (usual ?? 0n)
  }
  let exposed = 0
  let seen = -1
  let flat = 0
  let slope = 0
  for (let candle = start, shown = start, traded = -1; candle < end;) {
    // Where the market was open, it traded up to here.
    if (sessions.open && candle > start) traded = candle - 1
    if (sessions.open && candle > shown + 1) walk.skipTo(run, traded)
    shown = candle
    const heardUntil = traded < 0 ? Infinity : timeAt(index, traded) + series.step
    const at = timeAt(index, candle)
    if (at > heardUntil) run.silent(heardUntil)
    if (sessions.next < Infinity) sessions.tell(run, at)
    if (sessions.open) {
      walk.show(run, candle, traded, barOrder !== "USUAL" && reversed(run, candle, traded))
    }
    if (run.state.wake.candles !== undefined) run.happen(...closing(run, series, candle))
    const next = options.everyBar === true ? candle + 1 : nextThatMatters(run, index, candle + 1, end, sessions)
    if (run.steps !== seen) {
      seen = run.steps
      flat = stake.flatOf(run.state)
      slope = stake.slopeOf(run.state)
    }
    worth.over(candle, Math.min(next, end), flat, slope, run.below, run.above)
    const { position, stock } = run.state.ledger.base
    if (add(stock, position) !== 0) exposed += Math.min(next, end) - candle
    candle = next
  }
  return { run, index, start, end, stake, kept, equity: worth, exposed }
}
