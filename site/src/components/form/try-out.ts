import { type BotSettings, type Candle, marketOf, RunId, simulate } from "@tradetower/domain"
import { ask } from "../../client/ask.ts"
import type { CandleRow, Market, Preset, Settings } from "../../client/contract.ts"

type Lately = NonNullable<Preset["lately"]>

const QUARTER = 900_000
/** 30 days of quarters of an hour, in as few askings as the API allows. */
const PAGES = 3
const PAGE = "1000"

/** The last 30 days of a market, a candle every 15 minutes, oldest first. */
export const lastMonth = async (
  exchange: string,
  symbol: string,
  signal: AbortSignal
): Promise<ReadonlyArray<CandleRow>> => {
  let rows: ReadonlyArray<CandleRow> = []
  for (let page = 0; page < PAGES; page++) {
    const before = rows[0]?.[0]
    const older = await ask("GET /exchanges/:exchange/markets/:symbol/candles", {
      signal,
      params: { exchange, symbol },
      query: { timeframe: "15m", limit: PAGE, ...(before !== undefined && { to: String(before - 1) }) }
    })
    if (older.length === 0) break
    rows = [...older.filter(([at]) => before === undefined || at < before), ...rows]
  }
  return rows
}

/** What settings would have done over candles, by the very rules that will trade; `undefined` when there are too few. */
export const tryOut = (
  instrument: Market["instrument"],
  settings: Settings,
  rows: ReadonlyArray<CandleRow>
): Lately | undefined => {
  if (rows.length < 10) return undefined
  const market = marketOf(instrument as Parameters<typeof marketOf>[0])
  const candles = rows.map(([at, open, high, low, close, volume]): Candle => {
    return {
      at,
      open: market.roundPrice(open, "DOWN"),
      high: market.roundPrice(high, "DOWN"),
      low: market.roundPrice(low, "DOWN"),
      close: market.roundPrice(close, "DOWN"),
      volume: market.lotsIn(market.base(volume))
    }
  })
  // Checked by the form: brands are only the compiler's. What waits for a hand or an alert is tried as if at once.
  const wanted = { ...settings, start: { _tag: "IMMEDIATELY" } } as BotSettings
  return simulate({ runId: RunId.make("try-out"), market, settings: wanted }, candles, { candleMillis: QUARTER })
}
