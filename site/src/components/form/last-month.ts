import { askBytes } from "../../client/ask.ts"
import { workshop } from "../../workshop/workshop.ts"
import type { Place } from "./use-bot-form.ts"

/** The last 30 days. */
const DAYS = "30"

/** Under which name the workshop keeps candles of a place. */
export const seriesName = ({
  exchange,
  market: { symbol }
}: {
  exchange: string
  market: { symbol: string }
}): string => `${exchange}/${symbol}`

/** Hands the last 30 days of a market to the workshop; answers under which name, and how many candles. */
export const takeInMonth = async (
  { exchange, market: { symbol }, timeframe = "1m" }: Place,
  signal: AbortSignal
): Promise<{ readonly series: string; readonly count: number }> => {
  const series = seriesName({ exchange, market: { symbol } })
  const bytes = await askBytes("GET /candles/:exchange/:symbol/columns", {
    signal,
    params: { exchange, symbol },
    query: { days: DAYS, timeframe }
  })
  return { series, count: await workshop("takeIn", { series, bytes }, [bytes]) }
}
