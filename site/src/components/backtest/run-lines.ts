import { times } from "@tradetower/domain/number"
import type { Backtest, Field } from "../../client/contract.ts"
import { type SettingLine, settingLines } from "../../words/setting-lines.ts"
import { trimmed } from "../../format/number.ts"
import { exact } from "../../format/time.ts"

/** What a run needs to be done again. */
export type Run = Pick<
  Backtest,
  "venue" | "from" | "instrument" | "options" | "settings" | "symbol" | "timeframe" | "to"
>

const percent = (value: string): string => `${trimmed(value, 4)} %`

const fee = (given: number | undefined, rate: string): string =>
  given === undefined ? `${percent(times(rate, "100"))}, the market's own` : percent(String(given))

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

/** What was imitated of the exchange: fees, slippage and the share of volume, a line each. */
export const costLines = ({ instrument, options }: Pick<Run, "instrument" | "options">): ReadonlyArray<SettingLine> => [
  { path: "maker", title: "Maker fee", text: fee(options.makerFeePercent, instrument.makerFeeRate) },
  { path: "taker", title: "Taker fee", text: fee(options.takerFeePercent, instrument.takerFeeRate) },
  { path: "slippage", title: "Slippage", text: slippageText(options.slippage) },
  {
    path: "volume",
    title: "Share of volume",
    text: options.volumeSharePercent === undefined ? "all it wants" : percent(String(options.volumeSharePercent))
  }
]

/** The candles of a run, a line each. */
export const candleLines = ({ venue, from, symbol, timeframe, to }: Run): ReadonlyArray<SettingLine> => [
  { path: "market", title: "Market", text: `${symbol} · ${venue}` },
  { path: "timeframe", title: "Candles", text: timeframe },
  { path: "from", title: "From", text: exact(from) },
  { path: "to", title: "To", text: exact(to) }
]

/** Everything a run was made with. */
export const runLines = (run: Run, fields: ReadonlyArray<Field>): ReadonlyArray<SettingLine> => [
  ...candleLines(run),
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
