import { Schema } from "effect"
import { Decimal } from "../number/decimal.ts"
import { decimalsOf } from "../number/decimal-units.ts"
import { FileClass, inferredClass } from "./asset-class.ts"
import { type Instrument, Symbol, VenueId } from "./instrument.ts"

/** What the paper exchange charges: about the middle of the large crypto exchanges; stock brokers charge no commission. */
const fees = {
  CRYPTO: { makerFeeRate: "0.001", takerFeeRate: "0.002" },
  EQUITY: { makerFeeRate: "0", takerFeeRate: "0" }
} as const

const step = (decimals: number): Decimal => (decimals === 0 ? "1" : `0.${"0".repeat(decimals - 1)}1`) as Decimal

const Step = Decimal.check(
  Schema.makeFilter((text: string) => /^(?!-)(?=.*[1-9])/.test(text) || "give a number above 0, such as 0.01")
)

/** What a trader says of an instrument themselves; the rest is inferred. */
export const InstrumentChoice = Schema.Struct({
  assetClass: Schema.optionalKey(FileClass),
  tickSize: Schema.optionalKey(Step),
  lotSize: Schema.optionalKey(Step)
})
export type InstrumentChoice = typeof InstrumentChoice.Type

/** What the candles of a file have in common. */
export interface Observed {
  /** The most decimals in use in its prices, and in its volumes. */
  readonly prices: number
  readonly volumes: number
  /** Whether it trades when no US stock does, see `tradesAtNight`. */
  readonly night: boolean
  /** Whether that would show in it, see `showsNights`. */
  readonly nights: boolean
  /** One of its prices, to judge how coarse a tick would be. */
  readonly price: number
}

/** An instrument, and what each thing that was not known of it follows from, in words for its trader. */
export interface InferredInstrument {
  readonly instrument: Instrument
  readonly because: { readonly assetClass: string; readonly tickSize: string; readonly lotSize: string }
}

const CHOSEN = "as you said"
/** A coin's lot, and the finest tick that is made up for prices that happen to be round. */
const FINE = 8
/** What a tick times a lot may have: amounts have no more (`Decimal`). */
const MOST = 18
/** No tick is coarser than this share of the price, where nothing else is known. */
const COARSEST = 1 / 2000

const tickOf = (equity: boolean, { price, prices }: Observed, most: number): { decimals: number; because: string } => {
  const usual = equity ? 2 : Math.min(FINE, Math.max(0, Math.ceil(-Math.log10(price * COARSEST) - 1e-9)))
  if (Math.max(prices, usual) > most) return { decimals: most, because: "as fine as that lot allows" }
  return prices >= usual
    ? { decimals: prices, because: "the finest decimal of its prices" }
    : { decimals: usual, because: equity ? "a cent, as stocks trade" : "its prices are rounder than an exchange's" }
}

/**
 * The instrument of a file of candles, by its name and numbers. The tick is the finest decimal of a price, but never
 * coarser than a cent (stocks) or 0.05 % of the price (coins). What is no US stock is traded down to 0.00000001 (less
 * fine where the tick is finer than 10 decimals), and a stock in whole shares. Fees are the paper exchange's own.
 */
export const inferInstrument = (
  symbol: string,
  observed: Observed,
  { assetClass: chosenClass, lotSize: chosenLot, tickSize: chosenTick }: InstrumentChoice = {}
): InferredInstrument => {
  const [base = symbol, quote = "USD"] = symbol.split("-")
  const { assetClass, because } =
    chosenClass === undefined ? inferredClass(base, quote, observed) : { assetClass: chosenClass, because: CHOSEN }
  const equity = assetClass === "EQUITY"
  const tick = tickOf(equity, observed, MOST - (chosenLot === undefined ? 0 : decimalsOf(chosenLot)))
  const tickSize = chosenTick ?? step(tick.decimals)
  const fine = Math.max(0, Math.min(FINE, MOST - decimalsOf(tickSize)))
  const lotSize = chosenLot ?? step(equity ? 0 : fine)
  return {
    instrument: {
      venue: VenueId.make("import"),
      symbol: Symbol.make(symbol),
      base,
      quote,
      kind: "SPOT",
      assetClass,
      tickSize,
      lotSize,
      minQuantity: lotSize,
      minNotional: "1" as Decimal,
      makerFeeRate: fees[assetClass].makerFeeRate as Decimal,
      takerFeeRate: fees[assetClass].takerFeeRate as Decimal,
      feeAsset: "QUOTE",
      maxOpenOrders: 500
    },
    because: {
      assetClass: because,
      tickSize: chosenTick === undefined ? tick.because : CHOSEN,
      lotSize:
        chosenLot !== undefined
          ? CHOSEN
          : equity
            ? "whole shares"
            : fine < FINE
              ? "as fine as that tick allows"
              : "a coin's usual"
    }
  }
}

/** An instrument that was inferred, in words: what it is taken for, and from what that follows. */
export const inferredWords = ({ because, instrument }: InferredInstrument): string => {
  const taken = instrument.assetClass === "EQUITY" ? "a US stock" : "crypto"
  return (
    `${instrument.symbol} is taken for ${taken} (${because.assetClass}), ` +
    `tick ${instrument.tickSize} (${because.tickSize}), lot ${instrument.lotSize} (${because.lotSize})`
  )
}

/** That prices were rounded to the tick, in words; `undefined` when none was. */
export const roundedWords = (rounded: number, { tickSize }: Instrument): string | undefined =>
  rounded === 0
    ? undefined
    : `${rounded} ${rounded === 1 ? "price is" : "prices are"} finer than the tick ${tickSize} and rounded to it`
