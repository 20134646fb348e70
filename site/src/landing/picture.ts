import { candles } from "./candles.ts"

/** The frame the candles are drawn in. */
export const frame = { left: 24, top: 150, width: 760, height: 400 } as const

const LOW = 18_950
const HIGH = 19_950
const STEP = 100
const FIRST_LEVEL = 19_100
const LAST_LEVEL = 19_800
const PER_TRADE = 500

const y = (price: number): number => frame.top + (1 - (price - LOW) / (HIGH - LOW)) * frame.height
const slot = frame.width / candles.length
const x = (index: number): number => frame.left + (index + 0.5) * slot

const round = (value: number): number => Math.round(value * 10) / 10

export const bars = candles.map(([open, high, low, close], index) => ({
  x: round(x(index)),
  top: round(y(Math.max(open, close))),
  height: round(Math.max(1.2, Math.abs(y(open) - y(close)))),
  high: round(y(high)),
  low: round(y(low)),
  up: close >= open
}))
export const barWidth = round(slot * 0.62)

interface Trade {
  readonly index: number
  readonly price: number
  readonly side: "BUY" | "SELL"
}

/** The grid of the picture, traded over its candles: each cell buys at its level and sells one higher. */
const trade = () => {
  const trades: Array<Trade> = []
  const first = candles[0]?.[0] ?? 0
  const cells = Array.from({ length: (LAST_LEVEL - FIRST_LEVEL) / STEP }, (_, i) => {
    const low = FIRST_LEVEL + i * STEP
    return { low, sells: low >= first }
  })
  candles.forEach(([, high, low], index) => {
    for (const cell of cells) {
      if (cell.sells && high >= cell.low + STEP) {
        cell.sells = false
        trades.push({ index, price: cell.low + STEP, side: "SELL" })
      } else if (!cell.sells && low <= cell.low) {
        cell.sells = true
        trades.push({ index, price: cell.low, side: "BUY" })
      }
    }
  })
  return { trades, cells }
}

const { trades, cells } = trade()
const last = candles[candles.length - 1]?.[3] ?? 0

export const marks = trades.map(({ index, price, side }) => ({ x: round(x(index)), y: round(y(price)), side }))

/** What rests at the end: each cell's buy, or its sell one level higher. */
export const levels = cells
  .map(({ low, sells }) => ({ price: sells ? low + STEP : low, side: sells ? ("SELL" as const) : ("BUY" as const) }))
  .map(({ price, side }) => ({ price, side, y: round(y(price)) }))

const sold = trades.filter(({ side }) => side === "SELL").length
/** Gained so far, in quote: each sale brings one step of its cell's amount. */
export const gained = ((sold * PER_TRADE * STEP) / 19_500).toFixed(2)
export const fills = trades.length
export const latest = trades
  .slice(-7)
  .reverse()
  .map(({ side, price }) => ({ side, price: price.toLocaleString("en-US") }))

export const lastY = round(y(last))
export const lastText = last.toLocaleString("en-US")
