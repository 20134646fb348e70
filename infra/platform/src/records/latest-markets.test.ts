import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { Symbol as MarketSymbol, VenueId } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { LatestPrices } from "../ports/latest-prices.ts"
import { withLatestPrices } from "./latest-markets.ts"
import type { MarketRecord } from "./markets.ts"

const venue = VenueId.make("coinbase")
const recordOf = (symbol: string, lastPriceAt?: number): MarketRecord => ({
  id: MarketSymbol.make(symbol),
  venue,
  instrument: {
    venue,
    symbol: MarketSymbol.make(symbol),
    base: "X",
    quote: "USD",
    kind: "SPOT",
    assetClass: "CRYPTO",
    tickSize: Decimal.make("0.01"),
    lotSize: Decimal.make("0.01"),
    minQuantity: Decimal.make("0.01"),
    minNotional: Decimal.make("1"),
    makerFeeRate: Decimal.make("0"),
    takerFeeRate: Decimal.make("0"),
    feeAsset: "QUOTE",
    maxOpenOrders: 1
  },
  source: "LIVE",
  connected: true,
  note: "",
  ...(lastPriceAt !== undefined && { lastPrice: Decimal.make("1"), lastPriceAt })
})

it.effect("SHARED-9 a market has the newer of the store's last price and the one that is shared", () =>
  Effect.gen(function* () {
    const records = [recordOf("OLD-USD", 10), recordOf("NEW-USD", 30), recordOf("NONE-USD"), recordOf("ALONE-USD", 10)]
    expect(yield* withLatestPrices(venue, records)).toEqual(records)
    const latest = { price: Decimal.make("2"), at: 20 }
    const shared = new Map(["OLD-USD", "NEW-USD", "NONE-USD"].map((symbol) => [MarketSymbol.make(symbol), latest]))
    const told = yield* withLatestPrices(venue, records).pipe(
      Effect.provideService(LatestPrices, { keep: () => Effect.void, of: () => Effect.succeed(shared) })
    )
    expect(told.map(({ lastPrice, lastPriceAt }) => [lastPrice, lastPriceAt])).toEqual([
      ["2", 20],
      ["1", 30],
      ["2", 20],
      ["1", 10]
    ])
  })
)
