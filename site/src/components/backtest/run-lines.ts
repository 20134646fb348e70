import { times } from "@tradetower/domain/number"
import type { Backtest, Field, Market } from "../../client/contract.ts"
import { type SettingLine, settingLines } from "../../words/setting-lines.ts"
import { trimmed } from "../../format/number.ts"
import { kindOf } from "../../words/connection-words.ts"
import { dateAndMinute } from "../../format/time.ts"
import { tierFrom } from "./fee-tier.ts"

/** What a run needs to be done again. */
export type Run = Pick<
  Backtest,
  "venue" | "feeTier" | "from" | "instrument" | "options" | "rules" | "settings" | "symbol" | "timeframe" | "to"
>

const percent = (value: string): string => `${trimmed(value, 4)} %`

const fee = (given: number | undefined, rate: string): string =>
  given === undefined ? percent(times(rate, "100")) : `${percent(String(given))}, as you said`

/** What is charged beside a share of the notional: `"0.005 USD a share, at least 1 USD an order"`; undefined: nothing. */
const unitFeeText = ({ assetClass, base, kind, quote, unitFees }: Market["instrument"]): string | undefined => {
  if (unitFees === undefined) return undefined
  const { minimum, mostRate, perUnit } = unitFees
  const unit = kind === "FUTURES" ? "contract" : assetClass === "EQUITY" ? "share" : base
  const parts = [
    perUnit === undefined ? undefined : `${perUnit} ${quote} a ${unit}`,
    minimum === undefined ? undefined : `at least ${minimum} ${quote} an order`,
    mostRate === undefined ? undefined : `at most ${percent(times(mostRate, "100"))} of it`
  ]
  return parts.filter((part) => part !== undefined).join(", ")
}

/** What an instrument's trades are charged, in a sentence. */
export const feesText = (instrument: Market["instrument"]): string => {
  const unit = unitFeeText(instrument)
  const shares = `Fees: ${percent(times(instrument.makerFeeRate, "100"))} for what rested, ${percent(times(instrument.takerFeeRate, "100"))} for what takes`
  return `${shares}${unit === undefined ? "" : `, and ${unit}`}.`
}

/** By whose rules it is run: `"Paper, by Alpaca’s rules"`. */
export const rulesText = ({ options, rules }: Pick<Run, "options" | "rules">): string =>
  kindOf({ environment: "PAPER", terms: options.terms ?? "paper" }, rules)

const slippageText = (slippage: Run["options"]["slippage"]): string => {
  switch (slippage?._tag) {
    case "Fixed":
      return `${slippage.basisPoints} bp`
    case "ByVolume":
      return `${slippage.basisPoints} bp for a whole candle's volume, at most ${slippage.maxBasisPoints} bp`
    default:
      return "none"
  }
}

/** What was imitated of the exchange: rules, fees, slippage and the share of volume, a line each. */
export const costLines = ({
  feeTier,
  instrument,
  options,
  rules
}: Pick<Run, "feeTier" | "instrument" | "options" | "rules">): ReadonlyArray<SettingLine> => [
  { path: "rules", title: "Rules", text: rulesText({ options, rules }) },
  ...(feeTier === undefined
    ? []
    : [
        {
          path: "tier",
          title: "Fee tier",
          text: `${feeTier.tier} of ${feeTier.of}, ${tierFrom(feeTier.from)}${options.feeTier === undefined ? ": no other was said" : ""}`
        }
      ]),
  { path: "maker", title: "Maker fee", text: fee(options.makerFeePercent, instrument.makerFeeRate) },
  { path: "taker", title: "Taker fee", text: fee(options.takerFeePercent, instrument.takerFeeRate) },
  ...[unitFeeText(instrument)].flatMap((text) =>
    text === undefined ? [] : [{ path: "unit", title: "And a fee of", text }]
  ),
  { path: "slippage", title: "Slippage", text: slippageText(options.slippage) },
  {
    path: "volume",
    title: "Share of volume",
    text: options.volumeSharePercent === undefined ? "all it wants" : percent(String(options.volumeSharePercent))
  }
]

/** The candles of a run, a line each. `nameOf`: what a venue is called. */
export const candleLines = (
  { venue, from, symbol, timeframe, to }: Run,
  nameOf: (venue: string) => string
): ReadonlyArray<SettingLine> => [
  { path: "market", title: "Market", text: `${symbol} · ${nameOf(venue)}` },
  { path: "timeframe", title: "Candles", text: timeframe },
  { path: "from", title: "From", text: dateAndMinute(from) },
  { path: "to", title: "To", text: dateAndMinute(to) }
]

/** Everything a run was made with. */
export const runLines = (
  run: Run,
  fields: ReadonlyArray<Field>,
  nameOf: (venue: string) => string
): ReadonlyArray<SettingLine> => [
  ...candleLines(run, nameOf),
  ...settingLines(fields, run.settings, run.instrument),
  ...costLines(run)
]

/** One line of two runs that is not the same in both; `undefined` where one has none. */
export interface LineDifference {
  readonly path: string
  readonly title: string
  readonly first: string | undefined
  readonly second: string | undefined
}

/** What differs between two lists of lines, in their order. */
export const differingLines = (
  first: ReadonlyArray<SettingLine>,
  second: ReadonlyArray<SettingLine>
): ReadonlyArray<LineDifference> => {
  const textIn = (lines: ReadonlyArray<SettingLine>, path: string) => lines.find((line) => line.path === path)?.text
  const all = [...first, ...second.filter(({ path }) => textIn(first, path) === undefined)]
  return all
    .map(({ path, title }) => ({ path, title, first: textIn(first, path), second: textIn(second, path) }))
    .filter((line) => line.first !== line.second)
}
