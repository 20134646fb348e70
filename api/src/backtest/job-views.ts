import { calendarWords } from "@tradetower/domain/calendar"
import { type CandleGap, timeframeMillis } from "@tradetower/domain/market"
import { type BacktestResult, endWords, gapWords, rulesWords, type SweepRow } from "@tradetower/domain/simulation"
import { brokerTerms, feeTiersOf, instrumentBy, unitsOf } from "@tradetower/domain/terms"
import type { BacktestRecord, SweepRecord } from "@tradetower/platform"
import type { BacktestResultView, BacktestView, GapsView, SweepView } from "../../contract/index.ts"
import type { KeptResult } from "./result-store.ts"

/** The tier whose fees it was charged, of how many, where there are any. */
const tierView = ({ instrument, options: { feeTier = 1, terms = "paper" } }: BacktestRecord | SweepRecord) => {
  const tiers = feeTiersOf(terms, instrument)
  const from = tiers[feeTier - 1]?.from
  return from === undefined ? {} : { feeTier: { tier: feeTier, of: tiers.length, from } }
}

const jobView = (job: BacktestRecord | SweepRecord) => ({
  id: job.id,
  venue: job.venue,
  symbol: job.symbol,
  timeframe: job.timeframe,
  strategy: job.settings._tag,
  state: job.state,
  progress: job.progress,
  createdAt: job.createdAt,
  ...(job.startedAt !== undefined && { startedAt: job.startedAt }),
  ...(job.endedAt !== undefined && { endedAt: job.endedAt }),
  ...(job.failure !== undefined && { failure: job.failure }),
  settings: job.settings,
  options: job.options,
  rules: brokerTerms(job.options.terms ?? "paper").title,
  ...tierView(job),
  instrument: instrumentBy(job.options.terms ?? "paper", job.instrument, job.options.feeTier, unitsOf(job.settings)),
  from: job.from,
  to: job.to
})

export const backtestView = (job: BacktestRecord): BacktestView => ({
  ...jobView(job),
  ...(job.headline !== undefined && { headline: job.headline })
})

export const sweepView = (job: SweepRecord): SweepView => ({
  ...jobView(job),
  axes: job.axes,
  by: job.by,
  sets: job.sets,
  done: job.done,
  heldOutFrom: job.heldOutFrom
})

/** How many gaps are listed. */
const LISTED = 20

/** Gaps summed up: there may be very many. */
export const gapsView = (gaps: ReadonlyArray<CandleGap>): GapsView => ({
  count: gaps.length,
  missing: gaps.reduce((sum, { missing }) => sum + missing, 0),
  longest: gaps.toSorted((a, b) => b.missing - a.missing || a.from - b.from).slice(0, LISTED)
})

/** Candles missing for so long are worth a word, ms; so is a hundredth of all. */
const LONG = 3_600_000

type Warned = Pick<BacktestResult, "from" | "gaps" | "reason" | "since" | "state" | "to">

/** What is to be known before the figures are read; how the run ended comes first. */
const warningsOf = (job: BacktestRecord, result: Warned) => {
  const ended = endWords(result)
  const warnings: Array<string> = ended === undefined ? [] : [ended]
  const missing = result.gaps.reduce((sum, gap) => sum + gap.missing, 0)
  const told = gapWords(result.gaps)
  const all = (job.to - job.from) / timeframeMillis[job.timeframe]
  if (told !== undefined && (result.gaps.some((gap) => gap.to - gap.from >= LONG) || missing > all / 100))
    warnings.push(told)
  const calendar = calendarWords(job.instrument, result.from)
  if (calendar !== undefined) warnings.push(calendar)
  if (result.from > job.from + 86_400_000)
    warnings.push("It began later than asked for: indicators have to look back first, or there were no candles.")
  return warnings
}

export const resultView = (job: BacktestRecord, { gaps, ...result }: KeptResult): BacktestResultView => ({
  backtest: backtestView(job),
  ...result,
  gaps: gapsView(gaps),
  warnings: warningsOf(job, { ...result, gaps }),
  byRules: rulesWords(result, {
    instrument: job.instrument,
    settings: job.settings,
    step: timeframeMillis[job.timeframe],
    terms: job.options.terms
  })
})

/** Place of each set by number, from 1. */
export const places = (rows: ReadonlyArray<SweepRow>): ReadonlyMap<number, number> =>
  new Map(rows.map(({ number }, place) => [number, place + 1]))
