import { Effect, Option } from "effect"
import type { Instrument } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { Markets, Store, type StoreUnavailable } from "@tradetower/platform"
import { untilItWorks } from "../../patience.ts"
import { coinbaseProduct } from "./coinbase-products.ts"
import { type FeeRates, firstTier } from "./fee-tier.ts"

/** How long a start waits for one product, ms. */
const WITHIN = 3_000
/** Where a pair's rules were never heard: coarser than any of its products', so that every amount is one there, too. */
const UNHEARD = Decimal.make("0.000001")

/**
 * These instruments with the rules of Coinbase's own products, and its first tier's fees unless others are given. What
 * this folder counts in already (steps of price and quantity, fees) stays, because its candles and orders are counted so;
 * where that is finer than the product's, it takes no orders (`coinbaseTrading`). Without a connection everything stays.
 */
export const liveInstruments = Effect.fn("liveInstruments")(function* (
  rest: string,
  listed: ReadonlyArray<Instrument>,
  fees?: FeeRates
): Effect.fn.Return<ReadonlyArray<Instrument>, StoreUnavailable, Store> {
  const store = yield* Store
  const ofOne = Effect.fnUntraced(function* (fixed: Instrument) {
    const { venue, symbol } = fixed
    const record = yield* untilItWorks("reading a market", store.read(Markets, { venue }, symbol))
    const kept = Option.getOrUndefined(record)?.value.instrument
    const product = yield* coinbaseProduct(rest, symbol, WITHIN).pipe(
      Effect.retry({ times: 1, while: ({ retryable }) => retryable }),
      Effect.tapError(({ message }) => Effect.logWarning(`the rules of ${symbol} stay as they were: ${message}`)),
      Effect.option
    )
    const { makerFeeRate, takerFeeRate } = fees ?? kept ?? firstTier
    const first: Instrument = { ...fixed, lotSize: UNHEARD, minQuantity: UNHEARD }
    const known: Instrument = { ...(kept ?? first), makerFeeRate, takerFeeRate }
    if (Option.isNone(product)) return known
    const { base_increment, base_min_size, price_increment, quote_min_size } = product.value
    const { lotSize, tickSize } = kept ?? { tickSize: price_increment, lotSize: base_increment }
    if (Number(tickSize) !== Number(price_increment) || Number(lotSize) !== Number(base_increment))
      yield* Effect.logWarning(
        `Coinbase counts ${symbol} in steps of ${price_increment} and ${base_increment} now; ` +
          `this folder goes on in ${tickSize} and ${lotSize}, in which its candles are counted`
      )
    return { ...known, tickSize, lotSize, minQuantity: base_min_size, minNotional: quote_min_size }
  })
  return yield* Effect.forEach(listed, ofOne, { concurrency: listed.length })
})
