import { Effect, Option, Result, Schedule, Schema, Stream } from "effect"
import {
  type Candle,
  VenueId,
  Instrument,
  marketOf,
  type Symbol,
  takesAll,
  timeframeMillis
} from "@tradetower/domain/market"
import { plainNumber } from "@tradetower/domain/number"
import { ExchangeUnavailable } from "../../exchange.ts"
import { looksByAsking } from "../looks.ts"
import { coarser } from "../steps.ts"
import type { ListedInstrument, Look, Tick, Venue } from "../venue.ts"
import type { CcxtThread } from "./ccxt-thread.ts"
import { type CcxtName, ccxtExchange, ccxtNames } from "./exchanges.ts"
import type { Listing } from "./listing.ts"

const PREFIX = "ccxt:"
/** Instruments that are wanted within this time are asked for in one go. */
const TOGETHER = "100 millis"
/** How often last prices are asked for. */
const EVERY = "2 seconds"
/** How many orders may rest at once, for one account on this symbol; the paper exchange counts them. */
const MOST_ORDERS = 200

/** Whose prices a name means; none where it is no exchange that ccxt reads for us. */
export const ccxtNameOf = (venue: string): CcxtName | undefined =>
  ccxtNames.find((name) => `${PREFIX}${name}` === venue)

/** `ccxt:kraken`. */
export const ccxtVenueId = (name: CcxtName): VenueId => VenueId.make(`${PREFIX}${name}`)

const decodeInstrument = Schema.decodeUnknownResult(Instrument)

/** What ccxt listed as an instrument; none of one whose numbers we can't count with exactly. */
const instrumentOf = (id: VenueId, listing: Listing): Option.Option<ListedInstrument> => {
  const { base, feeAsset, quote, symbol, venueSymbol } = listing
  const read = decodeInstrument({
    venue: id,
    symbol,
    base,
    quote,
    kind: "SPOT",
    assetClass: "CRYPTO",
    tickSize: plainNumber(listing.tickSize),
    lotSize: plainNumber(listing.lotSize),
    minQuantity: plainNumber(listing.minQuantity),
    minNotional: plainNumber(listing.minNotional),
    makerFeeRate: plainNumber(listing.makerFeeRate),
    takerFeeRate: plainNumber(listing.takerFeeRate),
    feeAsset,
    maxOpenOrders: MOST_ORDERS
  })
  return Option.map(Result.getSuccess(read), (instrument) => ({ instrument, venueSymbol }))
}

const NUMBER = /^\d+(\.\d+)?$/

/** Public prices of an exchange, through ccxt: no key, no account, no order. */
export const ccxtVenue = (name: CcxtName, thread: CcxtThread): Venue => {
  const id = ccxtVenueId(name)
  const { money, name: called, remembers } = ccxtExchange(name)
  const unreadable = new ExchangeUnavailable({ message: `${called}'s answer can't be read`, retryable: true })

  /** Numbers of an answer as plain decimals. */
  const numbers = (of: ReadonlyArray<string>): Effect.Effect<ReadonlyArray<string>, ExchangeUnavailable> => {
    const plain = of.map(plainNumber)
    return plain.every((one) => NUMBER.test(one)) ? Effect.succeed(plain) : Effect.fail(unreadable)
  }

  const get: Venue["get"] = (symbol) =>
    Effect.map(thread.ask(name, { _tag: "Get", symbol }), (listing) =>
      listing === undefined ? Option.none() : instrumentOf(id, listing)
    )

  const tick = Effect.fnUntraced(function* (instrument: Instrument, last: string, at: number) {
    const [price = "0"] = yield* numbers([last])
    const found: Tick = {
      symbol: instrument.symbol,
      price: marketOf(instrument).roundPrice(price, "DOWN"),
      at,
      quantity: marketOf(instrument).lotsIn(0n)
    }
    return found
  })

  /** One price each, of those that have changed hands. */
  const lastPrices = Effect.fnUntraced(function* (instruments: ReadonlyMap<Symbol, Instrument>) {
    const found = yield* thread.ask(name, { _tag: "Prices", symbols: [...instruments.keys()] })
    const now = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
    return yield* Effect.forEach(
      found.flatMap(({ last, symbol }) => {
        // It names what it was asked for.
        const instrument = instruments.get(symbol as Symbol)
        return instrument === undefined ? [] : [{ instrument, last }]
      }),
      // The exchange's time is of its last trade, which may be old: this is what holds now.
      ({ instrument, last }) => tick(instrument, last, now)
    )
  })

  const prices: Venue["prices"] = (wanted) =>
    wanted.changes.pipe(
      // Many are wanted at once at a start: they are asked for together.
      Stream.debounce(TOGETHER),
      Stream.switchMap((instruments) =>
        instruments.size === 0
          ? Stream.never
          : Stream.fromEffectSchedule(lastPrices(instruments), Schedule.spaced(EVERY))
      ),
      Stream.flattenIterable
    )

  const look = (instrument: Instrument) =>
    Effect.map(
      get(instrument.symbol),
      Option.match({
        onNone: (): Look => ({
          instrument,
          takes: { takes: "NONE", why: `${called} has stopped trading of ${instrument.symbol}` }
        }),
        onSome: ({ instrument: now }) => ({
          takes: coarser(called, instrument, now) ?? takesAll,
          instrument: { ...now, tickSize: instrument.tickSize, lotSize: instrument.lotSize }
        })
      })
    )

  return {
    id,
    name: called,
    source: "LIVE",
    // What `instrumentOf` makes of a listing.
    lists: ["CRYPTO"],
    money,
    note: `Last prices of ${called}, asked for every 2 seconds`,
    sampled: true,
    instruments: Effect.succeed([]),
    onDemand: {},
    ...(remembers !== undefined && { remembers: remembers * timeframeMillis["1m"] }),
    find: (text, page) =>
      Effect.map(thread.ask(name, { _tag: "Find", text, page }), ({ found, total }) => ({
        total,
        found: found.flatMap((listing) => Option.toArray(instrumentOf(id, listing)))
      })),
    get,
    prices,
    looks: (wanted) => looksByAsking(look, wanted),
    candles: Effect.fn("Ccxt.candles")(function* (instrument, from, to) {
      const market = marketOf(instrument)
      const rows = yield* thread.ask(name, { _tag: "Candles", symbol: instrument.symbol, from, to })
      return yield* Effect.forEach(rows, ([at, ...of]) =>
        Effect.flatMap(numbers(of), ([open, high, low, close, volume]) => {
          if (
            open === undefined ||
            high === undefined ||
            low === undefined ||
            close === undefined ||
            volume === undefined
          )
            return Effect.fail(unreadable)
          const candle: Candle = {
            at,
            open: market.roundPrice(open, "DOWN"),
            high: market.roundPrice(high, "UP"),
            low: market.roundPrice(low, "DOWN"),
            close: market.roundPrice(close, "DOWN"),
            volume: market.lotsIn(market.base(volume))
          }
          return Effect.succeed(candle)
        })
      )
    })
  }
}
