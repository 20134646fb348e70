import { derivedOnce } from "../derived-once.ts"
import { OldestOut } from "../oldest-out.ts"
import { type CandleSeries, firstAt } from "../market/candle-series.ts"

const DAY = 86_400_000

/** The candles of a stretch at whose closes a run's worth is kept, as places in one ascending list. */
export interface ClosesKept {
  readonly candles: Int32Array
  /** Places of the curve's points, evenly apart, the last candle among them. */
  readonly curve: Int32Array
  /** Places of the last candle of each UTC day. */
  readonly days: Int32Array
}

/** Stretches of one series at hand at once: those of a run, its parts in and out of sample, and a sweep's. */
const STRETCHES = 8
const stretchesOf = derivedOnce((_: CandleSeries) => new OldestOut<string, ClosesKept>(STRETCHES))

/** Which closes a curve of at most `points` points and daily returns need; the latest stretches of a series are kept. */
export const closesKept = (series: CandleSeries, start: number, end: number, points: number): ClosesKept => {
  const stretches = stretchesOf(series)
  const key = `${start} ${end} ${points}`
  const kept = stretches.get(key) ?? choose(series, start, end, points)
  stretches.set(key, kept)
  return kept
}

/** The same closes and one more, which is a point of the curve, too. */
export const keptWith = ({ candles, curve, days }: ClosesKept, candle: number): ClosesKept => {
  const place = candles.findIndex((kept) => kept >= candle)
  if (place < 0 || candles[place] === candle) return { candles, curve: withPlace(curve, place), days }
  const moved = (places: Int32Array) => places.map((at) => (at >= place ? at + 1 : at))
  return {
    candles: Int32Array.from([...candles.subarray(0, place), candle, ...candles.subarray(place)]),
    curve: withPlace(moved(curve), place),
    days: moved(days)
  }
}

const withPlace = (places: Int32Array, place: number): Int32Array =>
  place < 0 || places.includes(place) ? places : Int32Array.from([...places, place].sort((a, b) => a - b))

const choose = (series: CandleSeries, start: number, end: number, points: number): ClosesKept => {
  const curve: Array<number> = []
  const stride = Math.max(1, Math.ceil((end - start) / Math.max(1, points - 1)))
  for (let candle = start + stride - 1; candle < end - 1; candle += stride) curve.push(candle)
  curve.push(end - 1)
  const days: Array<number> = []
  const from = series.at[start] ?? 0
  const to = series.at[end - 1] ?? 0
  for (let day = from - (from % DAY) + DAY; day <= to; day += DAY) {
    const last = firstAt(series, day) - 1
    if (last >= start && last < end && days.at(-1) !== last) days.push(last)
  }
  if (days.at(-1) !== end - 1) days.push(end - 1)
  const candles = Int32Array.from([...new Set([...curve, ...days])].sort((a, b) => a - b))
  const place = new Map(Array.from(candles, (candle, at) => [candle, at]))
  const placesOf = (list: ReadonlyArray<number>) => Int32Array.from(list, (candle) => place.get(candle) ?? 0)
  return { candles, curve: placesOf(curve), days: placesOf(days) }
}
