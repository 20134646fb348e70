import { type Candle, joinCandles, type Timeframe, timeframeMillis } from "@tradetower/domain/market"

const MINUTE = timeframeMillis["1m"]
/** Minutes kept: the longest candle and some more. */
const KEPT = timeframeMillis["1d"] / MINUTE + 60

/** The closed 1-minute candles of one market as the stream brought them, from when on there are none missing. */
export class Bars {
  #minutes: Array<Candle> = []
  #from = Infinity

  /** A 1-minute candle closed; one that is no later than the last is left out. */
  add(candle: Candle): void {
    const last = this.#minutes.at(-1)
    if (last !== undefined && candle.at <= last.at) return
    if (this.#from === Infinity) this.#from = candle.at
    this.#minutes.push(candle)
    if (this.#minutes.length <= 2 * KEPT) return
    this.#minutes = this.#minutes.slice(-KEPT)
    this.#from = this.#minutes[0]?.at ?? Infinity
  }

  /** The stream was lost: what follows begins anew. */
  lost(): void {
    this.#minutes = []
    this.#from = Infinity
  }

  /** The candle that closed at a moment: undefined when the stream did not bring all of it, null when nothing traded. */
  closed(timeframe: Timeframe, closesAt: number): Candle | null | undefined {
    const from = closesAt - timeframeMillis[timeframe]
    if (from < this.#from) return undefined
    const parts = this.#minutes.filter(({ at }) => at >= from && at < closesAt)
    return joinCandles(parts, timeframe)[0] ?? null
  }
}
