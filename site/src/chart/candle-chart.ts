import {
  type AutoscaleInfo,
  CandlestickSeries,
  createChart,
  createSeriesMarkers,
  type IPriceLine,
  LineStyle,
  type SeriesMarker,
  type Time,
  TickMarkType,
  type UTCTimestamp
} from "lightweight-charts"
import type { CandleRow } from "../client/contract.ts"
import { fixed } from "../format/number.ts"
import { dayOf, hourOf, minuteOf } from "../format/time.ts"
import { faded, onThemeChange, readTheme } from "./theme.ts"

/** A level on the chart: an order that rests, or would. */
export interface ChartLine {
  readonly price: string
  readonly tone: "buy" | "sell" | "bad" | "stop" | "target"
  readonly title?: string
}

/** A fill on the chart. `at` in ms. */
export interface ChartMark {
  readonly at: number
  readonly price: string
  readonly side: "BUY" | "SELL"
}

export interface ChartContent {
  readonly candles: ReadonlyArray<CandleRow>
  readonly lines: ReadonlyArray<ChartLine>
  readonly marks: ReadonlyArray<ChartMark>
  /** Decimals of the instrument's tick. */
  readonly decimals: number
  /** Length of a candle, ms. */
  readonly length: number
  /** True shows every line, else only those near the price stretch the scale. */
  readonly wholeLadder: boolean
  /** True opens on all candles, else on the newest. */
  readonly wholeTime?: boolean
}

const second = (at: number): UTCTimestamp => Math.floor(at / 1_000) as UTCTimestamp

const millis = (time: Time): number => Number(time) * 1_000

/** Candles with levels and fills in the page's colours. This is the edge to the chart library. */
export const makeCandleChart = (container: HTMLElement) => {
  const chart = createChart(container, {
    autoSize: true,
    layout: { attributionLogo: false, background: { color: "transparent" }, fontSize: 12 },
    rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.08, bottom: 0.08 } },
    timeScale: {
      borderVisible: false,
      timeVisible: true,
      secondsVisible: false,
      rightOffset: 4,
      minBarSpacing: 0.5,
      tickMarkFormatter: (time: Time, type: TickMarkType) => (type < TickMarkType.Time ? dayOf : hourOf)(millis(time))
    },
    localization: {
      timeFormatter: (time: Time) => minuteOf(millis(time)),
      priceFormatter: (price: number) => fixed(price.toFixed(decimals), decimals)
    },
    handleScroll: { vertTouchDrag: false }
  })
  let content: ChartContent | undefined
  let decimals = 0
  let levels: ReadonlyArray<number> = []
  const series = chart.addSeries(CandlestickSeries, {
    borderVisible: false,
    priceLineStyle: LineStyle.Solid,
    autoscaleInfoProvider: (original: () => AutoscaleInfo | null) => {
      const info = original()
      const range = info?.priceRange
      if (!info || !range || content === undefined) return info
      const height = Math.max(range.maxValue - range.minValue, range.maxValue * 0.002)
      const reach = content.wholeLadder ? Infinity : height
      const near = levels.filter((price) => price > range.minValue - reach && price < range.maxValue + reach)
      return {
        ...info,
        priceRange: {
          minValue: Math.min(range.minValue, ...near),
          maxValue: Math.max(range.maxValue, ...near)
        }
      }
    }
  })
  const markers = createSeriesMarkers(series, [])
  let theme = readTheme()
  let drawn: Array<IPriceLine> = []

  const paint = () => {
    theme = readTheme()
    chart.applyOptions({
      layout: { textColor: theme.soft, fontFamily: theme.font },
      grid: { vertLines: { color: faded(theme.line, 0.5) }, horzLines: { color: faded(theme.line, 0.5) } },
      crosshair: {
        vertLine: { color: theme.soft, labelBackgroundColor: theme.accent },
        horzLine: { color: theme.soft, labelBackgroundColor: theme.accent }
      }
    })
    series.applyOptions({
      upColor: theme.up,
      downColor: theme.down,
      wickUpColor: theme.up,
      wickDownColor: theme.down,
      priceLineColor: theme.accent
    })
  }

  const toneOf = (tone: ChartLine["tone"]): string =>
    tone === "buy"
      ? faded(theme.up, 0.75)
      : tone === "sell"
        ? faded(theme.down, 0.75)
        : tone === "target"
          ? theme.accent
          : tone === "stop"
            ? theme.warn
            : theme.warn

  const drawLines = (lines: ReadonlyArray<ChartLine>) => {
    for (const line of drawn) series.removePriceLine(line)
    drawn = lines.map(({ price, tone, title }) =>
      series.createPriceLine({
        price: Number(price),
        color: toneOf(tone),
        lineWidth: 1,
        lineStyle:
          tone === "bad"
            ? LineStyle.SparseDotted
            : tone === "buy" || tone === "sell"
              ? LineStyle.Dashed
              : LineStyle.Solid,
        axisLabelVisible: tone === "stop" || tone === "target",
        title: title ?? ""
      })
    )
    levels = lines.flatMap(({ price, tone }) => (tone === "stop" || tone === "target" ? [] : [Number(price)]))
  }

  const drawMarks = ({ marks, length, candles }: ChartContent) => {
    const first = candles[0]?.[0] ?? Infinity
    markers.setMarkers(
      marks
        .filter(({ at }) => at >= first)
        .map(({ at, price, side }): SeriesMarker<Time> => ({
          time: second(at - (at % length)),
          price: Number(price),
          position: side === "BUY" ? "atPriceBottom" : "atPriceTop",
          shape: side === "BUY" ? "arrowUp" : "arrowDown",
          color: side === "BUY" ? theme.up : theme.down,
          size: 1
        }))
        .sort((a, b) => Number(a.time) - Number(b.time))
    )
  }

  const bar = ([at, open, high, low, close]: CandleRow) => ({
    time: second(at),
    open: Number(open),
    high: Number(high),
    low: Number(low),
    close: Number(close)
  })

  const drawCandles = (before: ChartContent | undefined, { candles: after, length, wholeTime }: ChartContent) => {
    const last = after[after.length - 1]
    const newest = before?.candles[before.candles.length - 1]
    const previous = after[after.length - 2]
    const same = before?.length === length
    // An answer of the archive may end before what the live price had begun: only what goes on may be added to.
    const ends = same && before?.candles[0]?.[0] === after[0]?.[0] ? newest?.[0] : undefined
    if (ends !== undefined && last?.[0] === ends) series.update(bar(last))
    else if (ends !== undefined && last !== undefined && previous?.[0] === ends) {
      // The candle before may have had its last change when the new one began.
      series.update(bar(previous))
      series.update(bar(last))
    } else {
      series.setData(after.map(bar))
      if (same && newest !== undefined) return
      if (wholeTime === true) return chart.timeScale().fitContent()
      const shown = Math.min(after.length, Math.max(60, Math.min(180, Math.round(container.clientWidth / 7))))
      chart.timeScale().setVisibleLogicalRange({ from: after.length - shown, to: after.length + 4 })
    }
  }

  const show = (next: ChartContent) => {
    const before = content
    content = next
    if (before?.decimals !== next.decimals) {
      decimals = next.decimals
      series.applyOptions({ priceFormat: { type: "price", precision: next.decimals, minMove: 10 ** -next.decimals } })
    }
    if (before?.lines !== next.lines) drawLines(next.lines)
    if (before?.candles !== next.candles) drawCandles(before, next)
    if (before?.marks !== next.marks || before?.candles.length !== next.candles.length) drawMarks(next)
  }

  paint()
  const endTheme = onThemeChange(() => {
    paint()
    if (content !== undefined) {
      drawLines(content.lines)
      drawMarks(content)
    }
  })
  return {
    show,
    end: () => {
      endTheme()
      chart.remove()
    }
  }
}
export type CandleChart = ReturnType<typeof makeCandleChart>
