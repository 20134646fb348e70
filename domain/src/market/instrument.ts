import { Schema } from "effect"
import { Decimal } from "../number/decimal.ts"
import { shortName } from "../short-name.ts"

/** Whose instruments and prices. Names are lower case: `coinbase`, `simulated`, `replay`. */
export const VenueId = shortName("a venue").pipe(Schema.brand("VenueId"))
export type VenueId = typeof VenueId.Type

/** A pair as the exchange writes it, base first: `BTC-USD`. */
export const Symbol = shortName("a pair").pipe(Schema.brand("Symbol"))
export type Symbol = typeof Symbol.Type

/** What holds for perpetual and dated futures only. Linear: margin, profit and fees are in quote. */
export const FuturesTerms = Schema.Struct({
  maxLeverage: Schema.Int,
  /** Funding is due every so many hours, counted from midnight UTC. */
  fundingHours: Schema.Int,
  /** Share of the position's value a long pays a short each time; negative: the short pays. */
  fundingRate: Decimal,
  /** When a dated contract ends, ms; absent for a perpetual. */
  expiresAt: Schema.optionalKey(Schema.Int),
  /** The day from which on a dated contract may only be closed, at its beginning (UTC), ms; absent: until its end it may be opened. */
  closingOnlyAt: Schema.optionalKey(Schema.Int),
  /** Which contract goes on where this one ends. */
  rollTarget: Schema.optionalKey(Schema.NonEmptyString)
})
export type FuturesTerms = typeof FuturesTerms.Type

/** What an exchange lets you trade, and its rules: step of price, step of quantity, minimums, fees. */
export const Instrument = Schema.Struct({
  venue: VenueId,
  symbol: Symbol,
  /** The venue's own number of it, where its name may come to mean another: orders go by the number. */
  contract: Schema.optionalKey(Schema.NonEmptyString),
  base: Schema.NonEmptyString,
  quote: Schema.NonEmptyString,
  kind: Schema.Literals(["SPOT", "FUTURES"]),
  /** Whose hours and days it keeps: none, those of US stock exchanges, or those of CME's futures, whatever they are of. */
  assetClass: Schema.Literals(["CRYPTO", "EQUITY", "FUTURES"]),
  /** Of FUTURES: when they are closed beside those hours, as their venue says: holidays, half days. Oldest first, ms. */
  closures: Schema.optionalKey(Schema.Array(Schema.Struct({ from: Schema.Int, to: Schema.Int }))),
  /** Smallest step of a price, quote per base. */
  tickSize: Decimal,
  /** What an order's price is a multiple of, by price: each step holds from its `from` on. Absent: the tick. */
  orderTicks: Schema.optionalKey(Schema.Array(Schema.Struct({ from: Decimal, step: Decimal }))),
  /** Decimals that the price of a fill may have where those are more than the tick's: it need not lie on the tick. */
  fillDecimals: Schema.optionalKey(Schema.Int),
  /** How much base a contract is; the lot is a whole number of them. Absent: base itself is traded. */
  contractMultiplier: Schema.optionalKey(Decimal),
  /** Smallest step of a quantity, base. */
  lotSize: Decimal,
  /** Smallest order, base. */
  minQuantity: Decimal,
  /** Smallest order, quote. */
  minNotional: Decimal,
  /** Share of the notional paid when an order rested in the book: `"0.004"` is 0.4 %. */
  makerFeeRate: Decimal,
  /** Share of the notional paid when an order took from the book. */
  takerFeeRate: Decimal,
  /** What a trade costs beside these shares of it, in quote (`FeeSchedule`). */
  unitFees: Schema.optionalKey(
    Schema.Struct({
      perUnit: Schema.optionalKey(Decimal),
      minimum: Schema.optionalKey(Decimal),
      mostRate: Schema.optionalKey(Decimal)
    })
  ),
  /** QUOTE: fees are paid in quote. RECEIVED: in what the trade brings (base on a buy, quote on a sell). */
  feeAsset: Schema.Literals(["QUOTE", "RECEIVED"]),
  /** How many orders may rest at once, for one account on this symbol. */
  maxOpenOrders: Schema.Int,
  /** Orders must be for whole units of base, however fine the lot: stocks that can't be split. */
  wholeShares: Schema.optionalKey(Schema.Boolean),
  /** Whether its venue takes orders for fractions of a share, and limit orders for those outside regular hours; absent: it does not say. */
  fractionable: Schema.optionalKey(Schema.Boolean),
  extendedFractions: Schema.optionalKey(Schema.Boolean),
  /** Of an instrument whose kind is FUTURES. */
  futures: Schema.optionalKey(FuturesTerms)
})
export type Instrument = typeof Instrument.Type
