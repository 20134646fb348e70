import { Result } from "effect"
import { CandleFileInvalid, readCandleCsv, timeframeMillis, timeframeOf } from "@tradetower/domain"
import type { Imported, ImportTask } from "./simulation-task.ts"

/** Reads a file of candles; throws `CandleFileInvalid` with the line that is bad. */
export const readImport = async ({ bytes, format, symbol }: ImportTask): Promise<Imported> => {
  const read = format === "csv" ? readCandleCsv(symbol, bytes) : await parquet(symbol, bytes)
  if (Result.isFailure(read)) throw read.failure
  const { market, series } = read.success
  const timeframe = timeframeOf(series)
  if (timeframe === undefined)
    throw new CandleFileInvalid({
      line: 2,
      problem: `candles are ${series.step / 1000} s apart, and have to be of ${Object.keys(timeframeMillis).join(", ")}`
    })
  return { instrument: market.instrument, timeframe, series }
}

/** Its library is loaded only when such a file comes. */
const parquet = async (symbol: string, bytes: Uint8Array) =>
  (await import("./candle-parquet.ts")).readCandleParquet(symbol, bytes)
