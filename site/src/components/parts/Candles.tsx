import { useQuery } from "@tanstack/react-query"
import { useEffect, useMemo, useRef, useState } from "react"
import { decimalsOn } from "../../format/decimals-on.ts"
import type { ChartLine, ChartMark } from "../../chart/candle-chart.ts"
import type { Market } from "../../client/contract.ts"
import { addressOfPair } from "../../client/pair-here.ts"
import { candles, type Timeframe, timeframeLength } from "../../client/queries.ts"
import { beyondNext, withLastPrice } from "./last-price.ts"
import { counted, fixed } from "../../format/number.ts"
import { feedsWords } from "../../words/words.ts"
import { Failed } from "./Missing.tsx"
import { PriceAge } from "./PriceAge.tsx"
import { useCandleChart } from "./use-candle-chart.ts"

const offered: ReadonlyArray<Timeframe> = ["1m", "5m", "15m", "1h"]

const none: ReadonlyArray<never> = []

/** A market's candles, moving, with orders as lines and fills as marks. The chart itself comes after the first paint. */
export const Candles = ({
  venue,
  market,
  lines = none,
  marks = none,
  wholeLadder = false,
  low = false,
  own = false,
  initial = "1m"
}: {
  venue: string
  market: Market
  lines?: ReadonlyArray<ChartLine>
  marks?: ReadonlyArray<ChartMark>
  wholeLadder?: boolean
  /** A lower chart, where more must fit below it. */
  low?: boolean
  /** On the market's own page: elsewhere its name leads there. */
  own?: boolean
  initial?: Timeframe
}) => {
  const [timeframe, setTimeframe] = useState<Timeframe>(initial)
  const asked = useQuery({
    ...candles(venue, market.symbol, timeframe),
    refetchInterval: market.past === undefined ? Math.min(timeframeLength[timeframe], 60_000) : 3_000
  })
  const box = useRef<HTMLDivElement>(null)
  const rows = useMemo(
    () => withLastPrice(asked.data ?? none, market.lastPrice, market.lastPriceAt, timeframeLength[timeframe]),
    [asked.data, market.lastPrice, market.lastPriceAt, timeframe]
  )
  // A page that was left, a lost connection or a fast market leave a hole: what it lacks is asked for, once a bar.
  const lacksUntil = beyondNext(rows, market.lastPriceAt, timeframeLength[timeframe])
  const { refetch } = asked
  useEffect(() => {
    if (lacksUntil !== undefined) void refetch({ cancelRefetch: false })
  }, [lacksUntil, refetch])
  const last = market.lastPrice
  const feed = feedsWords([market])
  const decimals = decimalsOn(market)
  const content = { candles: rows, lines, marks, wholeLadder, decimals, length: timeframeLength[timeframe] }
  const drawn = useCandleChart(box, rows.length === 0 ? undefined : content)
  return (
    <section className="panel">
      <header>
        <h2>
          {own ? (
            market.symbol
          ) : (
            <a href={addressOfPair("/app/market/", { venue, symbol: market.symbol })}>{market.symbol}</a>
          )}
        </h2>
        {last !== undefined && <strong className="figure last-price">{fixed(last, decimals)}</strong>}
        {feed !== undefined && (
          <small className="warn" data-testid="price-feed">
            {feed} · <PriceAge venue={venue} connected={market.connected} markets={[market]} />
          </small>
        )}
        <span className="spread" />
        <div className="segments" role="group" aria-label="Candle length">
          {offered.map((length) => (
            <button key={length} type="button" aria-pressed={timeframe === length} onClick={() => setTimeframe(length)}>
              {length}
            </button>
          ))}
        </div>
      </header>
      <div
        className="candles"
        data-low={low}
        data-testid="candles"
        data-candles={rows.length}
        data-from={rows[0]?.[0]}
        data-to={rows.at(-1)?.[0]}
      >
        <div
          className="canvas"
          ref={box}
          role="img"
          aria-label={`Candles of ${market.symbol}, ${counted(lines.length, "order")} and ${counted(marks.length, "fill")} on them`}
        />
        {asked.isError && rows.length === 0 && (
          <Failed what="The candles can't be shown" error={asked.error} retry={() => void asked.refetch()} />
        )}
        {(asked.isPending || (!drawn && rows.length > 0)) && <div className="skeleton cover" />}
        {asked.isSuccess && rows.length === 0 && (
          <div className="empty">
            <p className="empty-title">No candles yet</p>
            <p>The first one closes within a minute of the first price.</p>
          </div>
        )}
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
