import { cut, decimalsOf, fromUnits } from "../number/decimal-units.ts"
import { magnitude } from "../number/exact.ts"
import { withMinus } from "../number/minus-sign.ts"
import type { Market, Price, Quantity } from "./market.ts"
import { priceDecimals } from "./price-decimals.ts"

/** Prices and amounts as sentences say them: thousands separated, prices with the decimals of orders there, money in cents. */

/** Money that people count in hundredths. */
const COUNTED_IN_CENTS = new Set(["USD", "USDC", "USDT", "EUR", "GBP", "CHF", "AUD", "CAD"])

/** `12345.5` as `12,345.5`, with at least so many decimals. */
const grouped = (text: string, decimals: number): string => {
  const [whole = "", fraction = ""] = text.split(".")
  const padded = fraction.padEnd(decimals, "0")
  return withMinus(whole).replace(/\B(?=(\d{3})+$)/g, ",") + (padded === "" ? "" : `.${padded}`)
}

/** To so many decimals, half away from zero or up (away from zero); what would become nothing is told in full. */
const rounded = (text: string, decimals: number, how: "HALF" | "UP"): string => {
  const own = decimalsOf(text)
  if (own <= decimals) return grouped(text, decimals)
  const units = cut(text, own)
  const step = 10n ** BigInt(own - decimals)
  const steps = (magnitude(units) + (how === "UP" ? step - 1n : step / 2n)) / step
  if (steps === 0n && units !== 0n) return grouped(text, decimals)
  return grouped(fromUnits(units < 0n ? -steps : steps, decimals), decimals)
}

const amount = (text: string, asset: string, how: "HALF" | "UP"): string =>
  `${COUNTED_IN_CENTS.has(asset) ? rounded(text, 2, how) : grouped(text, 0)} ${asset}`

/**
 * An amount of an asset.
 *
 * @example amountWords("414.535239552", "USD") // "414.54 USD"
 */
export const amountWords = (text: string, asset: string): string => amount(text, asset, "HALF")

/** An amount that is needed: rounded up, so that what is said is enough. */
export const neededWords = (text: string, asset: string): string => amount(text, asset, "UP")

/** `"92,462.20"`. */
export const priceWords = (market: Market, price: Price): string => averageWords(market, market.priceText(price))

/** An average of prices, which may lie between two ticks. */
export const averageWords = ({ instrument }: Market, text: string): string =>
  rounded(text, priceDecimals(instrument, text), "HALF")

/** `"1,414.54 USD"`. */
export const moneyWords = (market: Market, units: Parameters<Market["quoteText"]>[0]): string =>
  amountWords(market.quoteText(units), market.instrument.quote)

/** `"0.02 BTC"`, of lots. */
export const sizeWords = (market: Market, quantity: Quantity): string =>
  amountWords(market.quantityText(quantity), market.instrument.base)

/** `"0.02 BTC"`, of an amount of base. */
export const baseWords = (market: Market, units: Parameters<Market["baseText"]>[0]): string =>
  amountWords(market.baseText(units), market.instrument.base)
