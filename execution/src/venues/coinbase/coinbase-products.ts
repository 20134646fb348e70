import { Effect, Option, Schema } from "effect"
import { type Instrument, Symbol } from "@tradetower/domain/market"
import { get, noPair, understood } from "./coinbase-rest.ts"
import { firstTier } from "./fee-tier.ts"
import { futureOf, rulesOfFuture } from "./future.ts"
import { COINBASE } from "../venue-ids.ts"
import { type Product, ProductAnswer } from "./messages.ts"

const decode = Schema.decodeUnknownEffect(ProductAnswer)

/** Reads a product as Coinbase describes it, none when it lists no such; fails after `within` ms. */
export const listedProduct = Effect.fn("Coinbase.product")(function* (rest: string, symbol: string, within: number) {
  const answer = yield* get(rest, `/market/products/${encodeURIComponent(symbol)}`, within, "URGENT")
  if (Option.isNone(answer)) return Option.none()
  return Option.some(yield* understood(decode(answer.value)))
})

/** The same; one that is not listed can't be had. */
export const coinbaseProduct = (rest: string, symbol: string, within: number) =>
  Effect.flatMap(
    listedProduct(rest, symbol, within),
    Option.match({ onNone: () => Effect.fail(noPair(symbol)), onSome: Effect.succeed })
  )

/** Tries of {@link coinbaseReachable}, and how long each may take, ms. */
const TRIES = 2
const TRY = 1_900

/** Whether live prices can be had: two tries in 4 s, and an answer that is a product. */
export const productReachable = (rest: string): Effect.Effect<boolean> =>
  coinbaseProduct(rest, "BTC-USD", TRY).pipe(
    Effect.retry({ times: TRIES - 1, while: (error) => error.retryable }),
    Effect.as(true),
    Effect.catch((error) => Effect.as(Effect.logDebug(error.message), false))
  )

/** A product's rules: what its prices and quantities count in. */
export const instrumentOfProduct = (product: Product): Instrument => {
  const details = futureOf(product)
  return {
    venue: COINBASE,
    symbol: Symbol.make(product.product_id),
    base: product.base_currency_id,
    quote: product.quote_currency_id,
    kind: "SPOT",
    assetClass: "CRYPTO",
    tickSize: product.price_increment,
    lotSize: product.base_increment,
    minQuantity: product.base_min_size,
    minNotional: product.quote_min_size,
    ...firstTier,
    feeAsset: "QUOTE",
    maxOpenOrders: 500,
    ...(details !== undefined && rulesOfFuture(product, details))
  }
}
