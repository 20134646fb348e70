import { Effect, Schedule, Schema } from "effect"
import {
  type Candle,
  Decimal,
  ExchangeId,
  type Instrument,
  type Market,
  type Symbol,
  timeframeMillis
} from "@tradetower/domain"
import { ExchangeUnavailable } from "../../exchange.ts"
import { CandlesAnswer, ProductAnswer } from "./messages.ts"

const MINUTE = timeframeMillis["1m"]
/** Candles a request may ask for. */
export const PAGE = 300
/** Public requests a second, with room to spare below Coinbase's ten. */
export const BETWEEN = "150 millis"

const decode = Schema.decodeUnknownEffect(CandlesAnswer)
const decodeProduct = Schema.decodeUnknownEffect(ProductAnswer)

/** What an ordinary account pays at the paper exchange, which stands for any: a backtest can be given others. */
const fees = { makerFeeRate: Decimal.make("0.001"), takerFeeRate: Decimal.make("0.002") }

const unreachable = new ExchangeUnavailable({
  message: "Coinbase can't be reached: check this machine's connection to the internet",
  retryable: true
})

/** Asks for JSON; a refusal that may pass (429, 5xx, no connection) is retryable. */
const get = (url: string, within: number): Effect.Effect<unknown, ExchangeUnavailable> =>
  Effect.tryPromise({
    try: async (signal) => {
      const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(within)]) })
      if (answer.ok) return (await answer.json()) as unknown
      const retryable = answer.status === 429 || answer.status >= 500
      throw new ExchangeUnavailable({ message: `Coinbase answered ${answer.status}`, retryable })
    },
    catch: (error) => error
  }).pipe(
    Effect.catch((error) =>
      error instanceof ExchangeUnavailable
        ? Effect.fail(error)
        : Effect.andThen(Effect.logDebug("no connection to Coinbase", error), Effect.fail(unreachable))
    )
  )

/** Whether Coinbase answers at all, within `within` ms. */
export const reachable = (rest: string, within: number): Effect.Effect<boolean> =>
  get(`${rest}/market/products/BTC-USD`, within).pipe(
    Effect.as(true),
    Effect.catch((error) => Effect.as(Effect.logDebug(error.message), false))
  )

/** A request that may pass when it is made again, up to so many times. */
const patiently = <A>(ask: Effect.Effect<A, ExchangeUnavailable>, times = 6): Effect.Effect<A, ExchangeUnavailable> =>
  Effect.retry(ask, {
    schedule: Schedule.exponential("500 millis").pipe(Schedule.upTo({ times })),
    while: (error) => error.retryable
  })

/** Reads what Coinbase said, or says that it can't be read. */
const understood = <A, E extends { readonly message: string }>(read: Effect.Effect<A, E>) =>
  Effect.mapError(
    read,
    ({ message }) =>
      new ExchangeUnavailable({ message: `Coinbase's answer is unreadable: ${message}`, retryable: false })
  )

/** A product's rules: what its prices and quantities count in. Fails within 10 s: somebody waits for it to begin. */
export const coinbaseInstrument = Effect.fn("Coinbase.instrument")(function* (rest: string, symbol: Symbol) {
  const answer = yield* patiently(get(`${rest}/market/products/${symbol}`, 2_500), 2)
  const product = yield* understood(decodeProduct(answer))
  const instrument: Instrument = {
    exchange: ExchangeId.make("coinbase"),
    symbol,
    base: product.base_currency_id,
    quote: product.quote_currency_id,
    kind: "SPOT",
    assetClass: "CRYPTO",
    tickSize: product.price_increment,
    lotSize: product.base_increment,
    minQuantity: product.base_min_size,
    minNotional: product.quote_min_size,
    ...fees,
    feeAsset: "QUOTE",
    maxOpenOrders: 500
  }
  return instrument
})

/** One page of 1-minute candles that opened in `[from, to)`, oldest first: at most 300 minutes. */
export const coinbasePage = Effect.fn("Coinbase.page")(function* (
  rest: string,
  market: Market,
  from: number,
  to: number
) {
  const last = to - MINUTE
  const span = `start=${from / 1000}&end=${last / 1000}&granularity=ONE_MINUTE&limit=${PAGE}`
  const url = `${rest}/market/products/${market.instrument.symbol}/candles?${span}`
  const { candles } = yield* understood(decode(yield* patiently(get(url, 10_000))))
  return candles.toReversed().flatMap((row): ReadonlyArray<Candle> => {
    const at = row.start * 1000
    if (at < from || at > last) return []
    return [
      {
        at,
        open: market.roundPrice(row.open, "DOWN"),
        high: market.roundPrice(row.high, "UP"),
        low: market.roundPrice(row.low, "DOWN"),
        close: market.roundPrice(row.close, "DOWN"),
        volume: market.lotsIn(market.base(row.volume))
      }
    ]
  })
})

/** 1-minute candles that opened in `[from, to)`, oldest first; asks page by page. */
export const coinbaseCandles = Effect.fn("Coinbase.candles")(function* (
  rest: string,
  market: Market,
  from: number,
  to: number
) {
  const found: Array<Candle> = []
  for (let start = from; start < to; start += PAGE * MINUTE) {
    found.push(...(yield* coinbasePage(rest, market, start, Math.min(start + PAGE * MINUTE, to))))
    yield* Effect.sleep(BETWEEN)
  }
  return found
})
