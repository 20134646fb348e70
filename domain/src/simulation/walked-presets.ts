import type { BotSettings, Strategy } from "../strategy/settings.ts"
import { type Preset, presets } from "../strategy/validate.ts"
import { type CandleSeries, candleAt, firstAt } from "../market/candle-series.ts"
import type { Market, Price } from "../market/market.ts"
import type { PriceIndex } from "../market/price-index.ts"
import type { Decimal } from "../number/decimal.ts"
import { RunId } from "../ids.ts"
import { inUnits, unitsOf } from "../terms/instrument-under.ts"
import { type TermsName, termsOf } from "../terms/list.ts"
import { percentOf } from "./figures.ts"
import { type Lately, latelyOf } from "./lately.ts"
import { totalOf } from "./metrics-of.ts"
import { simulate } from "./simulate.ts"
import { type Spread, spreadOf } from "./spread.ts"
import { runConfig } from "../strategy/run-config.ts"

const DAY = 86_400_000
/** So many days of candles before a moment say what its presets look like. */
export const LAYOUT_DAYS = 7
/** Days ago on which a preset is started to see what it made since. */
export const STARTED_DAYS_AGO = [30, 25, 20, 15, 10] as const
/** Candles of so many days are enough for all of it; one more than needed, as the last may have closed a while ago. */
export const WALKED_DAYS = LAYOUT_DAYS + STARTED_DAYS_AGO[0] + 1

/** A preset as it was laid out on an earlier day, run from there to the last candle. */
export interface Walk {
  /** Its first candle, ms. */
  readonly from: number
  readonly daysAgo: number
  /** By what was known at `from`: no later candle has a part in them (PRESET-3). */
  readonly settings: BotSettings
  /** Of what it was given. */
  readonly percent: Decimal
}

/** A preset for now, and what the same one made when it was started on earlier days. */
export interface WalkedPreset extends Preset {
  /** The earliest start's run; absent while there are too few candles before the latest start. */
  readonly lately?: Lately
  readonly spread?: Spread
  /** Earliest first. */
  readonly walks: ReadonlyArray<Walk>
}

/**
 * The presets as they look to who knows the candles before `end` (an index) and no other: laid out from the last
 * `LAYOUT_DAYS` of them, at `price`, their last close when absent. None without a candle (PRESET-3). As an account's `terms`
 * can have them.
 */
export const presetsAt = (
  market: Market,
  strategy: Strategy,
  series: CandleSeries,
  end: number,
  investment: string,
  { price, terms }: { readonly price?: Price | undefined; readonly terms?: TermsName | undefined } = {}
): ReadonlyArray<Preset> => {
  const last = end > 0 ? candleAt(series, end - 1) : undefined
  const at = price ?? last?.close
  if (at === undefined) return []
  const from = last === undefined ? 0 : firstAt(series, last.at + series.step - LAYOUT_DAYS * DAY)
  const known = Array.from({ length: end - from }, (_, i) => candleAt(series, from + i))
  return presets(market, strategy, known, at, investment, terms)
}

/** The candles with which a preset can be started: the first of each earlier day that has days enough before it. */
const startsIn = (series: CandleSeries): ReadonlyArray<{ readonly daysAgo: number; readonly start: number }> => {
  const begin = series.at[0] ?? 0
  const end = (series.at[series.length - 1] ?? 0) + series.step
  return STARTED_DAYS_AGO.flatMap((daysAgo) => {
    const at = end - daysAgo * DAY
    const start = firstAt(series, at)
    return at - begin >= LAYOUT_DAYS * DAY && start < series.length ? [{ daysAgo, start }] : []
  })
}

/**
 * Presets for now, each with what it made when it was started on several earlier days, laid out anew for each by what was
 * known then, and run to the last candle (PRESET-3), by the rules of the account it is for. `points` of the curve at the
 * most.
 */
export const walkedPresets = (
  market: Market,
  strategy: Strategy,
  index: PriceIndex,
  investment: string,
  { points, price, terms }: { readonly points: number; readonly price?: Price | undefined; readonly terms?: TermsName }
): ReadonlyArray<WalkedPreset> => {
  const { series } = index
  // Who does not trade it at all would have made nothing.
  const traded = terms === undefined || termsOf(terms, market.instrument) !== undefined
  const starts = (traded ? startsIn(series) : []).map((one) => ({
    ...one,
    laidOut: presetsAt(market, strategy, series, one.start, investment, { terms })
  }))
  return presetsAt(market, strategy, series, series.length, investment, { price, terms }).map(({ name, settings }) => {
    const runs = starts.flatMap(({ daysAgo, laidOut, start }) => {
      const then = laidOut.find((preset) => preset.name === name)
      const from = series.at[start] ?? 0
      const runId = RunId.make(`preset-${name}-${daysAgo}`)
      return then === undefined
        ? []
        : [
            {
              daysAgo,
              from,
              config: runConfig({
                runId,
                market: terms === undefined ? market : inUnits(terms, market, unitsOf(then.settings)),
                settings: then.settings,
                ...(terms !== undefined && { terms })
              })
            }
          ]
    })
    const [first, ...later] = runs
    if (first === undefined) return { name, settings, walks: [] }
    const lately = latelyOf(first.config, index, { from: first.from, points })
    const walks = [
      { ...walkOf(first), percent: lately.percent },
      ...later.map((one) => {
        const made = simulate(one.config, index, { from: one.from, counts: true, points: 1 })
        return { ...walkOf(one), percent: percentOf(totalOf(made), made.stake.invested) }
      })
    ]
    return { name, settings, lately, spread: spreadOf(walks), walks }
  })
}

const walkOf = (run: {
  readonly daysAgo: number
  readonly from: number
  readonly config: { readonly settings: BotSettings }
}): Omit<Walk, "percent"> => ({ from: run.from, daysAgo: run.daysAgo, settings: run.config.settings })
