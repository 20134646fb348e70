import { Clock, Effect, Option, Result, Schema } from "effect"
import { type Instrument, marketOf } from "@tradetower/domain/market"
import { looksByAsking } from "../looks.ts"
import { searchInstruments } from "../search-instruments.ts"
import type { ListedInstrument, Look, Venue } from "../venue.ts"
import { COINBASE } from "../venue-ids.ts"
import { coinbaseCandles } from "./coinbase-candles.ts"
import { instrumentOfProduct, listedProduct, productReachable } from "./coinbase-products.ts"
import { get, understood, unreachable } from "./coinbase-rest.ts"
import { coinbaseTicks } from "./coinbase-ticks.ts"
import { ExchangeClock, localTime } from "../../wire/exchange-clock.ts"
import { isTraded } from "./future.ts"
import { ProductAnswer, ProductsAnswer, type Product as ProductRead } from "./messages.ts"
import { statusOf, tradesNow } from "./product-status.ts"

/** Where Coinbase's public market data is. */
export interface CoinbaseAddresses {
  readonly rest: string
  readonly feed: string
}
export const coinbase: CoinbaseAddresses = {
  rest: "https://api.coinbase.com/api/v3/brokerage",
  feed: "wss://advanced-trade-ws.coinbase.com"
}

/** Whether live prices can be had: asked once at start, so briefly. */
export const coinbaseReachable = (at: CoinbaseAddresses = coinbase): Effect.Effect<boolean> => productReachable(at.rest)

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

/** What of a product's rules may change, in the steps that it is counted in here. */
const rulesNow = (product: ProductRead): Pick<Instrument, "minQuantity" | "minNotional" | "futures"> => {
  const { futures, minNotional, minQuantity } = instrumentOfProduct(product)
  return { minQuantity, minNotional, ...(futures !== undefined && { futures }) }
}

/** Coinbase's public prices, in its own steps: its spot pairs, and the futures of its US exchange. Times are Coinbase's, also where our clock is wrong. */
export const coinbaseVenue = ({ feed, rest }: CoinbaseAddresses = coinbase): Venue => {
  const clock = new ExchangeClock()
  let known: { readonly products: ReadonlyArray<Product>; readonly readAt: number } | undefined

  const products = Effect.fnUntraced(function* () {
    const now = yield* Clock.currentTimeMillis
    if (known !== undefined && now - known.readAt < FRESH) return known.products
    const read: Array<ProductRead> = []
    for (const type of ["SPOT", "FUTURE"]) {
      const answer = yield* get(rest, `/market/products?product_type=${type}`, WITHIN, "URGENT")
      if (Option.isNone(answer)) return yield* unreachable
      const list = yield* understood(decodeList(answer.value))
      // One that has no rules yet can't be traded, nor one that is neither.
      const some = list.products.flatMap((one) => Option.toArray(Result.getSuccess(decodeProduct(one))))
      read.push(...some.filter((one) => isTraded(one) && (one.product_type === "FUTURE") === (type === "FUTURE")))
    }
    known = { products: read.filter(tradesNow).map((one) => listed(instrumentOfProduct(one))), readAt: now }
    return known.products
  })

  const find: Venue["find"] = (text, page) => Effect.map(products(), (all) => searchInstruments(all, text, page))

  const listing: Venue["get"] = (symbol) =>
    Effect.map(listedProduct(rest, symbol, WITHIN), (found) =>
      Option.map(Option.filter(found, isTraded), (product) => listed(instrumentOfProduct(product)))
    )

  const look = (instrument: Instrument) =>
    Effect.map(
      listedProduct(rest, instrument.symbol, WITHIN),
      Option.match({
        onNone: (): Look => ({
          instrument,
          takes: { takes: "NONE", why: `Coinbase does not list ${instrument.symbol} any more` }
        }),
        onSome: (product) => ({
          takes: statusOf(product, instrument),
          instrument: { ...instrument, ...rulesNow(product) }
        })
      })
    )

  return {
    id: COINBASE,
    name: "Coinbase",
    source: "LIVE",
    lists: ["CRYPTO"],
    note: "Live prices from Coinbase",
    instruments: Effect.succeed([]),
    onDemand: {},
    now: Effect.map(Clock.Clock, (local) => clock.at(localTime(local))),
    find,
    get: listing,
    looks: (wanted) => looksByAsking(look, wanted),
    prices: (wanted) => {
      const heard = coinbaseTicks(feed, wanted, clock)
      wanted.unheard(heard.unheard)
      return heard.ticks
    },
    candles: (instrument, from, to) => coinbaseCandles(rest, marketOf(instrument), from, to)
  }
}
