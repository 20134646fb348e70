import type { Candle } from "./candle.ts"

const DAY = 86_400_000
/** With too little history a calm day of the market is assumed. */
const ASSUMED = 0.03
const LEAST = 0.002
const MOST = 0.5

/**
 * How far the price typically moves in a day, as a share: the root of the mean squared move from close to close,
 * scaled to a day by the square root of time. It shapes presets only; nothing that decides an order uses floats.
 */
export const dailyVolatility = (candles: ReadonlyArray<Candle>): number => {
  let squares = 0
  let count = 0
  let time = 0
  for (let index = 1; index < candles.length; index++) {
    const before = candles[index - 1]
    const now = candles[index]
    if (before === undefined || now === undefined || before.close <= 0) continue
    const move = now.close / before.close - 1
    squares += move * move
    time += now.at - before.at
    count += 1
  }
  if (count < 30 || time <= 0) return ASSUMED
  const day = Math.sqrt((squares / count) * (DAY / (time / count)))
  return Math.min(MOST, Math.max(LEAST, day))
}
