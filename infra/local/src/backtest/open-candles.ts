import { existsSync, readFileSync, statSync } from "node:fs"
import { basename } from "node:path"
import type { Symbol } from "@tradetower/domain"
import { wrong } from "../command-line.ts"
import type { BacktestArguments } from "./arguments.ts"
import type { Candles } from "./candles.ts"

/** `coinbase-BTC-USD-1m-20170903.csv` is of BTC-USD, `SPY-1m.csv` of SPY-USD. */
const symbolOf = (name: string): string => {
  const words = name.split(/[-_.]/).filter((word) => /^[A-Z][A-Z0-9]{1,9}$/.test(word))
  const [base = "MARKET", quote = "USD"] = words
  return `${base}-${quote}`
}

const fromFile = async (file: string, given: string | undefined): Promise<Candles> => {
  const symbol = (given ?? symbolOf(basename(file))) as Symbol
  const bytes = readFileSync(file)
  const format = /\.parquet$/i.test(file) ? "parquet" : "csv"
  const { readImport } = await import("@tradetower/api/candle-files")
  try {
    const { instrument, series } = await readImport({ _tag: "Import", symbol, format, bytes })
    return { instrument, series, source: basename(file) }
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause
    throw wrong(`${file}, ${cause.message}`)
  }
}

/** Opens a file, or a market of a world's archive. Throws `WrongArguments` in words for whoever typed them. */
export const openCandles = async ({ candles, symbol, world }: BacktestArguments): Promise<Candles> => {
  if (existsSync(candles) && statSync(candles).isFile()) return fromFile(candles, symbol)
  if (/\.(csv|parquet)$/i.test(candles)) throw wrong(`--candles ${candles} can't be read: there is no such file`)
  const { openArchive } = await import("./open-archive.ts")
  return openArchive(candles, world)
}
