import { existsSync, readFileSync, statSync } from "node:fs"
import { basename } from "node:path"
import { pairInName, perpetualSymbol, readingWords, seriesOf, type Symbol } from "@tradetower/domain/market"
import { type Strategy, tradesOn } from "@tradetower/domain/strategy"
import { wrong } from "./command-line.ts"
import type { BacktestArguments } from "./arguments.ts"
import type { Candles } from "./candles.ts"
import { feesIn } from "./fees-in.ts"

/** What a file is of: as it is said, else as it is named; for a strategy that trades futures only, their perpetual. */
const symbolOf = (file: string, given: string | undefined, strategy: Strategy | undefined): Symbol => {
  const symbol = given ?? pairInName(file) ?? "MARKET-USD"
  const onFutures = strategy !== undefined && !tradesOn(strategy, "SPOT")
  const [base = symbol] = symbol.split("-")
  return onFutures && given === undefined ? perpetualSymbol(base) : (symbol as Symbol)
}

const fromFile = async (
  file: string,
  symbol: Symbol,
  { choice, layout }: Pick<BacktestArguments, "choice" | "layout">
): Promise<Candles> => {
  const bytes = readFileSync(file)
  const format = /\.parquet$/i.test(file) ? "parquet" : "csv"
  const { readImport } = await import("../candle-file/read-import.ts")
  try {
    const read = await readImport({
      _tag: "Import",
      symbol,
      format,
      bytes,
      choice,
      layout
    })
    const { instrument, series } = read
    const told = [
      ...readingWords(read),
      `fees ${feesIn(instrument)}, the paper exchange's`,
      "--columns, --delimiter, --decimal, --time, --zone, --class, --tick, --lot and --fees set it otherwise"
    ]
    return { instrument, series: seriesOf(series, series.step), source: basename(file), told }
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause
    throw wrong(`${file}, ${cause.message}`)
  }
}

/** Opens a file, or a market of a world's archive. Throws `WrongArguments` in words for whoever typed them. */
export const openCandles = async (
  { candles, symbol, world, ...said }: BacktestArguments,
  strategy: Strategy | undefined
): Promise<Candles> => {
  if (existsSync(candles) && statSync(candles).isFile())
    return fromFile(candles, symbolOf(candles, symbol, strategy), said)
  if (/\.(csv|parquet)$/i.test(candles)) throw wrong(`--candles ${candles} can't be read: there is no such file`)
  const { openArchive } = await import("./open-archive.ts")
  return openArchive(candles, world, said.choice)
}
