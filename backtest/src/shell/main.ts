import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { candleAt, firstAt, inLotsOf, type Instrument, marketOf, perpetualSymbol } from "@tradetower/domain/market"
import { backtestUnder, LAYOUT_DAYS, presetsAt, rulesWords, tradedUnder } from "@tradetower/domain/simulation"
import { type BotSettings, strategies, type Strategy, tradesOn, validateSettings } from "@tradetower/domain/strategy"
import { brokerTerms, tierProblem } from "@tradetower/domain/terms"
import { exitCodeOf, wrong } from "./command-line.ts"
import { BACKTEST_HELP, type BacktestArguments, readBacktestArguments } from "./arguments.ts"
import type { Candles } from "./candles.ts"
import { openCandles } from "./open-candles.ts"
import { readConfig } from "./read-config.ts"
import { reportOf } from "./report.ts"
import { summaryOf, sweepSummaryOf } from "./summary.ts"

// The reports tell what somebody trades: they are this user's alone.
process.umask(0o077)

const say = (line: string): void => console.log(line)
/** What a preset without an amount invests: the first that works, for whole shares are dear. */
const INVESTMENTS = ["1000", "2000", "5000", "10000", "100000", "1000000", "10000000"] as const
const DAY = 86_400_000

/**
 * The strategy's mid-term preset, laid out by the days before the first candle that is traded: what it is tried on had no
 * part in it (PRESET-3).
 */
const presetFor = (
  strategy: Strategy | undefined,
  instrument: Instrument,
  series: Candles["series"],
  from: number | undefined,
  { terms }: BacktestArguments["costs"]
): { readonly settings: BotSettings; readonly from: number } => {
  if (strategy === undefined) throw wrong("say what to run: --strategy or --config")
  const first = series.at[0] ?? 0
  const quarter = ((series.at[series.length - 1] ?? 0) - first) / 4
  const start = firstAt(series, from ?? first + Math.min(LAYOUT_DAYS * DAY, quarter))
  if (start >= series.length) throw wrong("there are no candles to try a preset on: add --config")
  const { at, open } = candleAt(series, start)
  const market = marketOf(instrument)
  const laidOut = (investment: string): BotSettings => {
    const presets = presetsAt(market, strategy, series, start, investment, { ...(start === 0 && { price: open }) })
    const mid = presets.find(({ name }) => name === "MID_TERM")
    if (mid === undefined) throw new Error(`${strategy} has no mid-term preset`)
    return mid.settings
  }
  const works = (settings: BotSettings) => validateSettings(market, settings, open, terms).length === 0
  const amounts = INVESTMENTS.values().map((investment) => ({ investment, settings: laidOut(investment) }))
  // What no amount mends is told of the least.
  const { investment, settings } = amounts.find((one) => works(one.settings)) ?? {
    investment: INVESTMENTS[0],
    settings: laidOut(INVESTMENTS[0])
  }
  const known = start - firstAt(series, at - LAYOUT_DAYS * DAY)
  say(
    `Without --config: the mid-term preset as it would have been laid out on ${new Date(at).toISOString().slice(0, 16)}Z, ` +
      `by the ${known} candles before, with ${investment} ${instrument.quote}; run from then on.\n`
  )
  return { settings, from: at }
}

const fileName = (parts: ReadonlyArray<string>): string =>
  parts
    .join("-")
    .replace(/[^\w.-]+/g, "_")
    .toLowerCase()

/** Refuses a futures strategy on a spot pair, and the other way round, saying which candles would do. */
const mustTradeOn = (strategy: Strategy, { base, kind, quote, symbol }: Instrument): void => {
  if (tradesOn(strategy, kind)) return
  const [wanted, other] = kind === "SPOT" ? ["futures", perpetualSymbol(base)] : ["spot", `${base}-${quote}`]
  throw wrong(
    `${strategies[strategy].title} trades ${wanted}, and ${symbol} is ${kind.toLowerCase()}: ` +
      `take a file with --symbol ${other}, or --candles ${other} of the archive`
  )
}

const run = async (given: BacktestArguments): Promise<void> => {
  const configured = given.config === undefined ? undefined : readConfig(given.config, given.strategy)
  const strategy = configured?._tag ?? given.strategy
  const candles = await openCandles(given, strategy)
  for (const line of candles.told ?? []) say(line)
  if (strategy !== undefined) mustTradeOn(strategy, candles.instrument)
  const untiered = tierProblem(given.costs.terms ?? "paper", candles.instrument, given.costs.feeTier)
  if (untiered !== undefined) throw wrong(`--tier: ${untiered}`)
  const whole = tradedUnder(candles.instrument, given.costs)
  const series = inLotsOf(candles.series, candles.instrument, whole)
  const { from, settings } =
    configured === undefined
      ? presetFor(strategy, whole, series, given.from, given.costs)
      : { from: given.from, settings: configured }
  const instrument = tradedUnder(candles.instrument, given.costs, settings)
  const market = marketOf(instrument)
  const { title } = strategies[settings._tag]
  const { terms } = given.costs
  const rules = terms === undefined || terms === "paper" ? "" : `, by ${brokerTerms(terms).title}’s rules`
  const heading = `${title} on ${instrument.symbol} (${candles.source})${rules}`
  mkdirSync(given.out, { recursive: true })
  const name = join(given.out, fileName([settings._tag, instrument.symbol]))

  if (given.axes.length > 0) {
    const [{ runSweep }, { sweepReportOf }] = await Promise.all([import("./run-sweep.ts"), import("./sweep-report.ts")])
    const told = (done: number, sets: number) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${sets} sets ${done === sets ? "\n" : ""}`)
    }
    const result = await runSweep({ ...given, from }, candles, settings, told)
    say(sweepSummaryOf(heading, result))
    writeFileSync(
      `${name}-sweep.json`,
      JSON.stringify({ settings, axes: given.axes, costs: given.costs, ...result }, undefined, 1)
    )
    writeFileSync(`${name}-sweep.html`, sweepReportOf(heading, settings, given.axes, result))
    return say(`\n  ${name}-sweep.json\n  ${name}-sweep.html`)
  }

  const start = firstAt(series, from ?? 0)
  const first = start < series.length ? candleAt(series, start) : undefined
  const problems = validateSettings(market, settings, first?.open, given.costs.terms)
  if (problems.length > 0) {
    const said = problems.map(({ field, message }) => `  ${field}: ${message}`)
    throw wrong(`These settings can't work on ${instrument.symbol}:\n${said.join("\n")}`)
  }
  const tried = { instrument: candles.instrument, series: candles.series, settings, costs: given.costs }
  const result = backtestUnder(tried, {
    ...(from !== undefined && { from }),
    ...(given.to !== undefined && { to: given.to }),
    band: given.band
  })
  const told = rulesWords(result, { instrument: candles.instrument, settings, step: series.step, terms })
  say([summaryOf(heading, result, instrument), ...told.map((line) => `  ${line}`)].join("\n\n"))
  writeFileSync(`${name}.json`, JSON.stringify({ instrument, settings, costs: given.costs, ...result }))
  writeFileSync(`${name}.html`, reportOf(heading, settings, result, instrument, told))
  say(`\n  ${name}.json\n  ${name}.html`)
}

/** What was asked for can't be done: said in a line. Anything else is our fault, and shown whole. */
const giveUp = (cause: unknown): never => {
  const plain = cause instanceof Error && ("_tag" in cause || cause instanceof RangeError)
  console.error(plain ? cause.message : cause)
  process.exit(exitCodeOf(cause))
}

try {
  const given = readBacktestArguments(process.argv.slice(2))
  if (given === "HELP") say(BACKTEST_HELP)
  else await run(given)
} catch (cause) {
  giveUp(cause)
}
