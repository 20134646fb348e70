import type { Candle, Price, Quantity } from "@tradetower/domain"

/** The one candle that several in a row make; none of none. */
export const candleOf = (parts: ReadonlyArray<Candle>): Candle | undefined => {
  const first = parts[0]
  const last = parts.at(-1)
  if (first === undefined || last === undefined) return undefined
  return {
    at: first.at,
    open: first.open,
    high: parts.reduce((high, part) => Math.max(high, part.high), 0) as Price,
    low: parts.reduce((low, part) => Math.min(low, part.low), Infinity) as Price,
    close: last.close,
    volume: parts.reduce((sum, part) => sum + part.volume, 0) as Quantity
  }
}
