import { VenueId, Instrument, Symbol } from "@tradetower/domain/market"
import { Schema } from "effect"

const read = Schema.decodeUnknownSync(Instrument)

/** A spot pair of the paper exchange, priced in dollars, for tests that bring their own market. */
export const pair = (symbol: string, change: Partial<typeof Instrument.Encoded> = {}): Instrument =>
  read({
    venue: "simulated",
    symbol,
    base: symbol.split("-")[0],
    quote: "USD",
    kind: "SPOT",
    assetClass: "CRYPTO",
    tickSize: "0.01",
    lotSize: "0.00000001",
    minQuantity: "0.00000001",
    minNotional: "1",
    makerFeeRate: "0.001",
    takerFeeRate: "0.002",
    feeAsset: "QUOTE",
    maxOpenOrders: 500,
    ...change
  })

export const simulated = VenueId.make("simulated")
export const bitcoin = Symbol.make("BTC-USD")
