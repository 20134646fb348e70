import { askBytes } from "../../client/ask.ts"
import { workshop } from "../../workshop/workshop.ts"

/** The last 30 days, a candle a minute. */
const DAYS = "30"

/** Hands the last 30 days of a market to the workshop; answers under which name, and how many candles. */
export const takeInMonth = async (
  exchange: string,
  symbol: string,
  signal: AbortSignal
): Promise<{ readonly series: string; readonly count: number }> => {
  const series = `${exchange}/${symbol}`
  const bytes = await askBytes("GET /candles/:exchange/:symbol/columns", {
    signal,
    params: { exchange, symbol },
    query: { days: DAYS }
  })
  return { series, count: await workshop("takeIn", { series, bytes }, [bytes]) }
}
