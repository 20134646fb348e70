import type { CandleRow } from "../../client/contract.ts"

/**
 * When the bar opens that a price belongs to, where the candles don't reach it: between them and it is a hole, to be
 * asked for. `length`: of a candle, ms.
 */
export const beyondNext = (
  rows: ReadonlyArray<CandleRow>,
  at: number | undefined,
  length: number
): number | undefined => {
  const last = rows.at(-1)
  if (last === undefined || at === undefined) return undefined
  const opens = at - (at % length)
  return opens > last[0] + length ? opens : undefined
}

/** The bars of a longer timeframe move with the price too, between two askings; over a hole none is drawn. */
export const withLastPrice = (
  rows: ReadonlyArray<CandleRow>,
  price: string | undefined,
  at: number | undefined,
  length: number
): ReadonlyArray<CandleRow> => {
  const last = rows.at(-1)
  if (last === undefined || price === undefined || at === undefined || at < last[0] || last[4] === price) return rows
  if (beyondNext(rows, at, length) !== undefined) return rows
  if (at >= last[0] + length) return [...rows, [last[0] + length, last[4], price, price, price, "0"]]
  const high = Number(price) > Number(last[2]) ? price : last[2]
  const low = Number(price) < Number(last[3]) ? price : last[3]
  return rows.with(rows.length - 1, [last[0], last[1], high, low, price, last[5]])
}
