import { Result } from "effect"
import {
  CandleFileInvalid,
  type CandleSeries,
  type CandlesRead,
  type InstrumentChoice,
  type OddCandle,
  oddCandle,
  perpetualBase,
  perpetualOf,
  readCandleCsv,
  timeframeMillis,
  timeframeOf
} from "@tradetower/domain/market"
import type { readCandleParquet } from "./candle-parquet.ts"
import { type CandleRowInvalid, rowInvalid } from "./candle-row-invalid.ts"
import type { Imported, ImportTask } from "../simulation/simulation-task.ts"

/**
 * Reads a file of candles, one called `BTC-PERP` as those of a perpetual future; throws `CandleFileInvalid` with the line
 * that is bad, `CandleRowInvalid` with the row of a Parquet file.
 */
export const readImport = async ({ bytes, choice = {}, format, layout, symbol }: ImportTask): Promise<Imported> => {
  const coin = perpetualBase(symbol)
  const pair = coin === undefined ? symbol : `${coin}-USD`
  const chosen: InstrumentChoice = coin === undefined ? choice : { ...choice, assetClass: "CRYPTO" }
  const read: Result.Result<CandlesRead, CandleFileInvalid | CandleRowInvalid> =
    format === "csv" ? readCandleCsv(pair, bytes, chosen, layout) : await parquet(pair, bytes, chosen, layout)
  if (Result.isFailure(read)) throw read.failure
  const { because, instrument, lineOf, series, ...rest } = read.success
  const timeframe = timeframeOf(series)
  const odd = oddCandle(series)
  if (timeframe === undefined || odd !== undefined) {
    const invalid = notInStep(series, odd, lineOf)
    throw format === "csv" ? invalid : rowInvalid(invalid)
  }
  const { gaps: _, ...ungapped } = series
  const found = { ...rest, instrument, because, series: ungapped, timeframe }
  if (coin === undefined) return found
  return {
    ...found,
    instrument: perpetualOf(instrument),
    because: { ...because, assetClass: "a perpetual future by its name" }
  }
}

const notInStep = (
  series: CandleSeries,
  odd: OddCandle | undefined,
  lineOf: CandlesRead["lineOf"]
): CandleFileInvalid => {
  const { problem, row } = odd ?? {
    row: 0,
    problem: `candles are ${series.step / 1000} s apart, and have to be of ${Object.keys(timeframeMillis).join(", ")}`
  }
  return new CandleFileInvalid({ line: lineOf(row), problem })
}

/** Its library is loaded only when such a file comes. */
const parquet = async (...file: Parameters<typeof readCandleParquet>) =>
  (await import("./candle-parquet.ts")).readCandleParquet(...file)
