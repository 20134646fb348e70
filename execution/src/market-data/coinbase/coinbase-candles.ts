import { Effect, Schedule, Schema } from "effect"
import { type Candle, type Market, timeframeMillis } from "@tradetower/domain"
import { ExchangeUnavailable } from "../../exchange.ts"
import { CandlesAnswer } from "./messages.ts"

const MINUTE = timeframeMillis["1m"]
/** Candles a request may ask for. */
const PAGE = 300
/** Public requests a second, with room to spare below Coinbase's ten. */
const BETWEEN = "150 millis"

const decode = Schema.decodeUnknownEffect(CandlesAnswer)

/** Asks for JSON; a refusal that may pass (429, 5xx, no connection) is retryable. */
const get = (url: string, within: number): Effect.Effect<unknown, ExchangeUnavailable> =>
  Effect.tryPromise({
    try: async (signal) => {
      const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(within)]) })
      if (answer.ok) return (await answer.json()) as unknown
      const retryable = answer.status === 429 || answer.status >= 500
      throw new ExchangeUnavailable({ message: `Coinbase answered ${answer.status}`, retryable })
    },
    catch: (error) =>
      error instanceof ExchangeUnavailable
        ? error
        : new ExchangeUnavailable({ message: `Coinbase can't be reached: ${String(error)}`, retryable: true })
  })

/** Whether Coinbase answers at all, within `within` ms. */
export const reachable = (rest: string, within: number): Effect.Effect<boolean> =>
  get(`${rest}/market/products/BTC-USD`, within).pipe(
    Effect.as(true),
    Effect.catch((error) => Effect.as(Effect.logDebug(error.message), false))
  )

/** 1-minute candles that opened in `[from, to)`, oldest first; asks page by page. */
export const coinbaseCandles = Effect.fn("Coinbase.candles")(function* (
  rest: string,
  market: Market,
  from: number,
  to: number
) {
  const found: Array<Candle> = []
  for (let start = from; start < to; start += PAGE * MINUTE) {
    const last = Math.min(start + PAGE * MINUTE, to) - MINUTE
    const span = `start=${start / 1000}&end=${last / 1000}&granularity=ONE_MINUTE&limit=${PAGE}`
    const url = `${rest}/market/products/${market.instrument.symbol}/candles?${span}`
    const page = yield* get(url, 10_000).pipe(
      Effect.retry({
        schedule: Schedule.exponential("500 millis").pipe(Schedule.upTo({ times: 6 })),
        while: (error) => error.retryable
      })
    )
    const { candles } = yield* decode(page).pipe(
      Effect.mapError(
        (error) =>
          new ExchangeUnavailable({ message: `Coinbase's candles are unreadable: ${error.message}`, retryable: false })
      )
    )
    for (const row of candles.toReversed()) {
      const at = row.start * 1000
      if (at < start || at > last) continue
      found.push({
        at,
        open: market.roundPrice(row.open, "DOWN"),
        high: market.roundPrice(row.high, "UP"),
        low: market.roundPrice(row.low, "DOWN"),
        close: market.roundPrice(row.close, "DOWN"),
        volume: market.lotsIn(market.base(row.volume))
      })
    }
    yield* Effect.sleep(BETWEEN)
  }
  return found
})
