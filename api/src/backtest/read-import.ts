import { Result } from "effect"
import { CandleFileInvalid, perpetualBase, readCandleCsv, timeframeMillis, timeframeOf } from "@tradetower/domain"
import { asPerpetual } from "./as-perpetual.ts"
import type { CandlesRead } from "./candle-parquet.ts"
import type { CandleRowInvalid } from "./candle-row-invalid.ts"
import type { Imported, ImportTask } from "./simulation-task.ts"

/**
 * Reads a file of candles, one called `BTC-PERP` as those of a perpetual future; throws `CandleFileInvalid` with the line
 * that is bad, `CandleRowInvalid` with the row of a Parquet file.
 */
export const readImport = async ({ bytes, format, symbol }: ImportTask): Promise<Imported> => {
  const coin = perpetualBase(symbol)
  const pair = coin === undefined ? symbol : `${coin}-USD`
  const read: Result.Result<CandlesRead, CandleFileInvalid | CandleRowInvalid> =
    format === "csv" ? readCandleCsv(pair, bytes) : await parquet(pair, bytes)
  if (Result.isFailure(read)) throw read.failure
  const { market, series } = read.success
  const timeframe = timeframeOf(series)
  if (timeframe === undefined)
    throw new CandleFileInvalid({
      line: 2,
      problem: `candles are ${series.step / 1000} s apart, and have to be of ${Object.keys(timeframeMillis).join(", ")}`
    })
  if (coin === undefined) return { instrument: market.instrument, timeframe, series }
  return { ...asPerpetual(market.instrument, series), timeframe }
}

/** Its library is loaded only when such a file comes. */
const parquet = async (symbol: string, bytes: Uint8Array) =>
  (await import("./candle-parquet.ts")).readCandleParquet(symbol, bytes)
