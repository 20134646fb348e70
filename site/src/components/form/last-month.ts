import { askBytes } from "../../client/ask.ts"
import { askWorker } from "../../worker/ask-worker.ts"
import type { Place } from "./place.ts"

/** As many days as presets are walked over (`WALKED_DAYS`): what is tried runs over the last 30 of them. */
export const MONTH_DAYS = 38

/** Under which name the worker keeps candles of a place. */
export const seriesName = ({ venue, market: { symbol } }: { venue: string; market: { symbol: string } }): string =>
  `${venue}/${symbol}`

/** Hands the last days of a market to the worker; answers under which name, and how many candles. */
export const takeInMonth = async (
  { venue, market: { symbol }, timeframe = "1m" }: Place,
  signal: AbortSignal
): Promise<{ readonly series: string; readonly count: number }> => {
  const series = seriesName({ venue, market: { symbol } })
  const bytes = await askBytes("GET /candles/:venue/:symbol/columns", {
    signal,
    params: { venue, symbol },
    query: { days: String(MONTH_DAYS), timeframe }
  })
  return { series, count: await askWorker("takeIn", { series, bytes }, [bytes]) }
}
