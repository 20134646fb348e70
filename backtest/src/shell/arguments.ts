import { Schema } from "effect"
import { readMoment } from "@tradetower/domain/calendar"
import { type InstrumentChoice, type LayoutChoice, pairWritten, Symbol } from "@tradetower/domain/market"
import type { SweepAxis, SweepRanking, TradingCosts } from "@tradetower/domain/simulation"
import { brokerTerms, TermsName, termsNames } from "@tradetower/domain/terms"
import { Strategy } from "@tradetower/domain/strategy"
import { choiceOf, choiceOptions, layoutOf } from "./choice-of.ts"
import { readOptions, wrong } from "./command-line.ts"

const names = Strategy.literals.map((name) => name.toLowerCase().replaceAll("_", "-"))

/** How many fee tiers there are, where any are known: `"8 (alpaca)"`. */
const tierCounts = termsNames
  .flatMap((name) => {
    const most = Math.max(0, ...Object.values(brokerTerms(name).of).map(({ fees }) => fees?.tiers?.length ?? 0))
    return most === 0 ? [] : [`${most} (${name})`]
  })
  .join(", ")

export const BACKTEST_HELP = `What a bot would have done over recorded candles.

  npm run backtest -- --strategy grid --config bot.json --candles FILE.csv

  --strategy NAME      ${names.join(", ")}
  --config FILE        the bot's settings as JSON, as the API takes them; without it the strategy's mid-term preset,
                       laid out by the week before --from; without that by the first week (at most a quarter) of the
                       candles, and run from there on
  --candles FILE       .csv or .parquet; columns, delimiter and unit of times are guessed and said: exports of Binance,
                       Coinbase, Kraken, TradingView and Yahoo, or timestamp,open,high,low,close,volume
  --columns NAMES      what the columns say where it is guessed wrongly, such as timestamp,open,high,low,close,-,volume
  --delimiter comma|semicolon|tab|bar, --decimal point|comma, --time s|ms|us|ns|written, --zone ZONE   the same of what
                       stands between columns, decimal marks, times, and their zone where none is written (UTC)
  --candles NAME       instead of a file: a market of the archive, such as BTC-USD, BTC-PERP, coinbase-history/BTC-USD
  --world NAME         whose archive: live, simulated, replay-...  (the newest there is)
  --symbol BASE-QUOTE  what the file is of, where its name does not tell; BTC-PERP is a perpetual future, as which a file
                       is taken where the strategy trades futures only
  --class crypto|stock, --tick STEP, --lot STEP   what the file is of, where its name and numbers tell wrongly; what
                       they tell is said before the result
  --from, --to DATE    trade between these: 2024-03-01, or 2024-03-01T12:00; UTC unless a zone is given
  --rules NAME         by whose rules, and at whose fees, the account trades: ${termsNames.join(", ")}
  --tier N             of that broker's fee tiers the one the account is in: 1, the lowest, to ${tierCounts}
  --fees MAKER/TAKER   in percent: 0.1/0.2
  --slippage BP        in basis points; BP@MAX grows with the share of the volume taken
  --volume-share PCT   the share of a candle's volume the bot may take
  --band               also the best and the worst way of the price through each bar; takes far longer
  --sweep FIELD=A..B/STEP   try a setting over a range; may be given more than once, 10,000 sets in all
  --rank return|sharpe|return-per-drawdown   what the sets of a sweep are ranked by (return)
  --out FOLDER         where the JSON and the HTML report go (backtests)
  --help               this`

/** What is to be backtested. */
export interface BacktestArguments {
  readonly strategy: Strategy | undefined
  readonly config: string | undefined
  readonly candles: string
  readonly world: string | undefined
  readonly symbol: string | undefined
  readonly choice: InstrumentChoice
  readonly layout: LayoutChoice
  readonly from: number | undefined
  readonly to: number | undefined
  readonly costs: TradingCosts
  readonly axes: ReadonlyArray<SweepAxis>
  readonly by: SweepRanking
  readonly band: boolean
  readonly out: string
}

const options = {
  strategy: { type: "string" },
  config: { type: "string" },
  candles: { type: "string" },
  world: { type: "string" },
  symbol: { type: "string" },
  ...choiceOptions,
  from: { type: "string" },
  to: { type: "string" },
  rules: { type: "string" },
  tier: { type: "string" },
  fees: { type: "string" },
  slippage: { type: "string" },
  "volume-share": { type: "string" },
  sweep: { type: "string", multiple: true },
  rank: { type: "string" },
  band: { type: "boolean" },
  out: { type: "string" },
  help: { type: "boolean" }
} as const

const parse = (argv: ReadonlyArray<string>) => readOptions(argv, options, "--help lists what is known.")

const strategyOf = (text: string | undefined): Strategy | undefined => {
  if (text === undefined) return undefined
  const name = text.toUpperCase().replaceAll("-", "_")
  if (Schema.is(Strategy)(name)) return name
  throw wrong(`--strategy ${text} is not known: choose one of ${names.join(", ")}`)
}

const moment = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const at = /^\d{12,14}$/.test(text) ? Number(text) : readMoment(text)
  if (at === undefined) throw wrong(`--${name} ${text} is no date: write it as 2024-03-01 or 2024-03-01T12:00, in UTC`)
  return at
}

const number = (name: string, text: string, min: number, max: number): number => {
  const value = Number(text)
  if (text.trim() !== "" && value >= min && value <= max) return value
  throw wrong(`--${name}: ${text || "nothing"} can't be used, give a number from ${min} to ${max}`)
}

const rulesOf = (text: string): TermsName => {
  if (Schema.is(TermsName)(text)) return text
  throw wrong(`--rules ${text} is not known: choose one of ${termsNames.join(", ")}`)
}

const tierOf = (text: string, rules: string | undefined): number => {
  if (rules === undefined) throw wrong(`--tier ${text} is of a broker's fees: say whose with --rules`)
  if (/^[1-9]\d?$/.test(text)) return Number(text)
  throw wrong(`--tier ${text} can't be used: give a number, 1 for the lowest`)
}

const symbolOf = (text: string): Symbol => {
  const written = pairWritten(text) ?? text
  if (Schema.is(Symbol)(written)) return written
  throw wrong(`--symbol ${text} can't be used: write BASE-QUOTE, such as BTC-USD, or BTC-PERP for a perpetual future`)
}

const costsOf = (values: ReturnType<typeof parse>): TradingCosts => {
  const [maker, taker = maker] = values.fees?.split("/") ?? []
  const [points, most] = values.slippage?.split("@") ?? []
  const share = values["volume-share"]
  const slippage =
    points === undefined
      ? undefined
      : most === undefined
        ? { _tag: "Fixed" as const, basisPoints: number("slippage", points, 0, 1000) }
        : {
            _tag: "ByVolume" as const,
            basisPoints: number("slippage", points, 0, 10_000),
            maxBasisPoints: number("slippage", most, 0, 10_000)
          }
  return {
    ...(values.rules !== undefined && { terms: rulesOf(values.rules) }),
    ...(values.tier !== undefined && { feeTier: tierOf(values.tier, values.rules) }),
    ...(maker !== undefined && { makerFeePercent: number("fees", maker, 0, 10) }),
    ...(taker !== undefined && { takerFeePercent: number("fees", taker, 0, 10) }),
    ...(slippage !== undefined && { slippage }),
    ...(share !== undefined && { volumeSharePercent: number("volume-share", share, 1, 100) })
  }
}

const axisOf = (text: string): SweepAxis => {
  const [, field, from, to, step] = /^([\w.]+)=(-?[\d.]+)\.\.(-?[\d.]+)\/([\d.]+)$/.exec(text) ?? []
  if (field === undefined || from === undefined || to === undefined || step === undefined)
    throw wrong(`--sweep ${text} can't be read: write FIELD=FROM..TO/STEP, such as gridLevels=10..50/5`)
  // Checked, as every range is, when the sets are made.
  return { field, from, to, step } as SweepAxis
}

const rankings: Readonly<Record<string, SweepRanking>> = {
  return: "RETURN",
  sharpe: "SHARPE",
  "return-per-drawdown": "RETURN_PER_DRAWDOWN"
}

/** Reads the command line. Throws `WrongArguments`; `"HELP"` when asked for help. */
export const readBacktestArguments = (argv: ReadonlyArray<string>): BacktestArguments | "HELP" => {
  const values = parse(argv)
  if (values.help === true) return "HELP"
  if (values.candles === undefined || values.candles === "")
    throw wrong("--candles is needed: a file of candles, or a market of the archive. --help says more.")
  if (values.strategy === undefined && values.config === undefined)
    throw wrong(`say what to run: --strategy ${names.join("|")}, or --config bot.json`)
  const [from, to] = [moment("from", values.from), moment("to", values.to)]
  if (from !== undefined && to !== undefined && from >= to)
    throw wrong(`--from ${values.from} is not before --to ${values.to}: give a start before the end`)
  const by = rankings[values.rank ?? "return"]
  if (by === undefined) throw wrong(`--rank ${values.rank} is not known: choose ${Object.keys(rankings).join(", ")}`)
  return {
    strategy: strategyOf(values.strategy),
    config: values.config,
    candles: values.candles,
    world: values.world,
    symbol: values.symbol === undefined ? undefined : symbolOf(values.symbol),
    choice: choiceOf(values),
    layout: layoutOf(values),
    from,
    to,
    costs: costsOf(values),
    axes: (values.sweep ?? []).map(axisOf),
    by,
    band: values.band === true,
    out: values.out ?? "backtests"
  }
}
