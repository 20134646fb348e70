import { Clock, Effect, Option, Result, Schema } from "effect"
import { type Instrument, marketOf } from "@tradetower/domain/market"
import { searchInstruments } from "../search-instruments.ts"
import type { ListedInstrument, Venue } from "../venue.ts"
import { COINBASE } from "../venue-ids.ts"
import { coinbaseCandles } from "./coinbase-candles.ts"
import { instrumentOfProduct, listedProduct } from "./coinbase-products.ts"
import { get, understood, unreachable } from "./coinbase-rest.ts"
import { type CoinbaseAddresses, coinbase } from "./coinbase-source.ts"
import { coinbaseTicks } from "./coinbase-ticks.ts"
import { tradesNow } from "./coinbase-trading.ts"
import { ExchangeClock } from "./exchange-clock.ts"
import { ProductAnswer, ProductsAnswer } from "./messages.ts"

const WITHIN = 10_000
/** How old a list of products may be when it is searched, ms. */
const FRESH = 3_600_000

const decodeList = Schema.decodeUnknownEffect(ProductsAnswer)
const decodeProduct = Schema.decodeUnknownResult(ProductAnswer)

interface Product extends ListedInstrument {
  readonly symbol: string
  readonly base: string
  readonly quote: string
}
const listed = (instrument: Instrument): Product => {
  const { base, quote, symbol } = instrument
  return { symbol, base, quote, instrument, venueSymbol: symbol }
}

/** Coinbase's public prices, in its own steps: its spot pairs. */
export const coinbaseVenue = ({ feed, rest }: CoinbaseAddresses = coinbase): Venue => {
  let known: { readonly products: ReadonlyArray<Product>; readonly readAt: number } | undefined

  const products = Effect.fnUntraced(function* () {
    const now = yield* Clock.currentTimeMillis
    if (known !== undefined && now - known.readAt < FRESH) return known.products
    const answer = yield* get(`${rest}/market/products?product_type=SPOT`, WITHIN)
    if (Option.isNone(answer)) return yield* unreachable
    const list = yield* understood(decodeList(answer.value))
    // One that has no rules yet can't be traded.
    const read = list.products.flatMap((one) => Option.toArray(Result.getSuccess(decodeProduct(one))))
    known = { products: read.filter(tradesNow).map((one) => listed(instrumentOfProduct(one))), readAt: now }
    return known.products
  })

  const find: Venue["find"] = (text, page) => Effect.map(products(), (all) => searchInstruments(all, text, page))

  const listing: Venue["get"] = (symbol) =>
    Effect.map(
      listedProduct(rest, symbol, WITHIN),
      Option.map((product) => listed(instrumentOfProduct(product)))
    )

  return {
    id: COINBASE,
    name: "Coinbase",
    note: "Live prices from Coinbase",
    sampled: false,
    find,
    get: listing,
    prices: (instruments) =>
      coinbaseTicks(feed, new Map(instruments.map((one) => [one.symbol as string, marketOf(one)])), new ExchangeClock())
        .ticks,
    candles: (instrument, from, to) => coinbaseCandles(rest, marketOf(instrument), from, to)
  }
}
