import { sessionAt } from "@tradetower/domain/calendar"
import { type Candle, type Instrument, timeframeMillis } from "@tradetower/domain/market"
import { asQuantity } from "@tradetower/domain/number"

const MINUTE = timeframeMillis["1m"]

/** With the minutes in which nothing was traded, at the last price before, where the market was open. */
export const withQuietMinutes = (
  instrument: Instrument,
  candles: ReadonlyArray<Candle>,
  to: number
): ReadonlyArray<Candle> => {
  const all: Array<Candle> = []
  for (const [index, candle] of candles.entries()) {
    all.push(candle)
    const until = candles[index + 1]?.at ?? to
    const { close } = candle
    for (let at = candle.at + MINUTE; at < until; at += MINUTE)
      if (sessionAt(instrument, at) === "REGULAR")
        all.push({ at, open: close, high: close, low: close, close, volume: asQuantity(0) })
  }
  return all
}
