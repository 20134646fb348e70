import { useQuery } from "@tanstack/react-query"
import { useMemo, useRef, useState } from "react"
import { decimalsOf } from "@tradetower/domain/number"
import { askBytes } from "../../client/ask.ts"
import { TRADES, tradesOf } from "./backtest-queries.ts"
import type { Backtest } from "../../client/contract.ts"
import { type Timeframe, timeframeLength } from "../../client/queries.ts"
import { counted, trimmed } from "../../format/number.ts"
import { askWorker } from "../../worker/ask-worker.ts"
import { Failed } from "../parts/Missing.tsx"
import { useCandleChart } from "../parts/use-candle-chart.ts"

/** The narrowest a candle can still be seen, px. */
const NARROWEST = 2
const timeframes: ReadonlyArray<Timeframe> = ["1m", "5m", "15m", "30m", "1h", "4h", "1d"]

/** The shortest candles of which the whole stretch fits on a screen of this width. */
const timeframeFor = ({ from, timeframe, to }: Backtest, width: number): Timeframe =>
  timeframes.find(
    (one) =>
      timeframeLength[one] >= timeframeLength[timeframe] && (to - from) / timeframeLength[one] <= width / NARROWEST
  ) ?? "1d"

const nothing: ReadonlyArray<never> = []

/** The candles a backtest went over, with its fills on them. */
export const TradesChart = ({ backtest }: { backtest: Backtest }) => {
  const { venue, from, id, instrument, symbol, to } = backtest
  const [timeframe] = useState(() => timeframeFor(backtest, innerWidth))
  const rows = useQuery({
    queryKey: ["columns", venue, symbol, timeframe, from, to],
    queryFn: async ({ signal }) => {
      const query = { timeframe: backtest.timeframe, from: String(from), to: String(to) }
      const bytes = await askBytes("GET /candles/:venue/:symbol/columns", {
        signal,
        params: { venue, symbol },
        query
      })
      return askWorker("rows", { instrument, bytes, timeframe }, [bytes])
    },
    staleTime: Infinity
  })
  const trades = useQuery(tradesOf(id))
  const box = useRef<HTMLDivElement>(null)
  const marks = useMemo(
    () => (trades.data?.trades ?? []).map(({ at, price, side }) => ({ at, price, side })),
    [trades.data]
  )
  const candles = rows.data ?? nothing
  const content = {
    candles,
    lines: nothing,
    marks,
    wholeLadder: false,
    wholeTime: true,
    decimals: decimalsOf(instrument.tickSize),
    length: timeframeLength[timeframe]
  }
  const drawn = useCandleChart(box, candles.length === 0 ? undefined : content)
  const total = trades.data?.total ?? 0
  return (
    <section className="panel" aria-labelledby="trades-title">
      <header>
        <h2 id="trades-title">Trades on {symbol}</h2>
        <span className="soft">
          {total > TRADES
            ? `the first ${trimmed(String(TRADES))} of ${trimmed(String(total))}`
            : trimmed(String(total))}
        </span>
        <span className="spread" />
        <span className="soft">candles of {timeframe}</span>
      </header>
      <div className="candles" data-testid="backtest-candles" data-candles={candles.length}>
        <div
          className="canvas"
          ref={box}
          role="img"
          aria-label={`Candles of ${symbol} with ${counted(marks.length, "fill")} on them`}
        />
        {rows.isError && rows.data === undefined && (
          <Failed what="The candles can't be shown" error={rows.error} retry={() => void rows.refetch()} />
        )}
        {(rows.isPending || (!drawn && candles.length > 0)) && <div className="skeleton cover" />}
      </div>
      <small className="attribution inside">
        Charts by{" "}
        <a href="https://www.tradingview.com/" rel="noreferrer" target="_blank">
          TradingView
        </a>
      </small>
    </section>
  )
}
