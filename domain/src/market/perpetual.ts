import type { Decimal } from "../number/decimal.ts"
import { type Instrument, Symbol } from "./instrument.ts"

const ENDING = "-PERP"

/** What a perpetual of a coin is called: `BTC-PERP`. */
export const perpetualSymbol = (base: string): Symbol => Symbol.make(`${base}${ENDING}`)

/** The coin of a perpetual, by its name; `undefined` for what is none. */
export const perpetualBase = (symbol: string): string | undefined =>
  symbol.endsWith(ENDING) && symbol.length > ENDING.length ? symbol.slice(0, -ENDING.length) : undefined

/** A perpetual future that follows a spot pair's price, with the rules and fees of a large crypto exchange. */
export const perpetualOf = (spot: Instrument): Instrument => ({
  ...spot,
  symbol: perpetualSymbol(spot.base),
  kind: "FUTURES",
  makerFeeRate: "0.0002" as Decimal,
  takerFeeRate: "0.0005" as Decimal,
  feeAsset: "QUOTE",
  futures: { maxLeverage: 125, fundingHours: 8, fundingRate: "0.0001" as Decimal }
})
