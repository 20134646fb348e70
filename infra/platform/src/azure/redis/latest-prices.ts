import { Effect, Option, Schema } from "effect"
import type { Symbol, VenueId } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import type { LatestPrice, LatestPrices } from "../../ports/latest-prices.ts"
import type { AskRedis } from "./connection.ts"

/** Longer than a market's record is without news: what is older is in the store. */
const KEPT_MS = 600_000

const Kept = Schema.fromJsonString(Schema.Struct({ price: Decimal, at: Schema.Int }))
const read = Schema.decodeUnknownOption(Kept)
const write = Schema.encodeSync(Kept)

/** One key a market, a venue's in one slot, each for ten minutes. */
export const redisPrices = (ask: AskRedis, prefix: string): (typeof LatestPrices)["Service"] => {
  const keyOf = (venue: VenueId, symbol: Symbol) => `${prefix}price:{${venue}}:${symbol}`
  return {
    keep: (venue, prices) =>
      prices.size === 0
        ? Effect.void
        : Effect.asVoid(
            ask((client) =>
              Promise.all(
                [...prices].map(([symbol, price]) => client.set(keyOf(venue, symbol), write(price), { PX: KEPT_MS }))
              )
            )
          ),
    of: (venue, symbols) =>
      symbols.length === 0
        ? Effect.succeed(new Map())
        : Effect.map(
            ask((client) => client.mGet(symbols.map((symbol) => keyOf(venue, symbol)))),
            (texts) =>
              new Map(
                Option.getOrElse(texts, () => []).flatMap((text, nth): ReadonlyArray<[Symbol, LatestPrice]> => {
                  const symbol = symbols[nth]
                  const price = Option.getOrUndefined(read(text))
                  return symbol === undefined || price === undefined ? [] : [[symbol, price]]
                })
              )
          )
  }
}
