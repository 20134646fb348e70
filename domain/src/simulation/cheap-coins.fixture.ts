import { Schema } from "effect"
import type { Market } from "../market/market.ts"
import type { Decimal } from "../number/decimal.ts"
import { decimalsOf, fromUnits } from "../number/decimal-units.ts"
import { BotSettings } from "../strategy/settings.ts"

const readSettings = Schema.decodeUnknownSync(BotSettings)

/** How many decimals below 100 a market's price lies, where it does. */
const cheapness = new Map<Market, number>()
/** A market whose price lies so many decimals below 100. */
export const cheap = (places: number, market: Market): Market => {
  cheapness.set(market, places)
  return market
}

/** A number with its point moved to the left; to the right when negative. */
const shifted = (text: string, places: number): Decimal => {
  const decimals = decimalsOf(text)
  const units = BigInt(text.replace(".", ""))
  const left = decimals + places
  return left >= 0 ? fromUnits(units, left) : fromUnits(units * 10n ** BigInt(-left), 0)
}

/** The price that a market of the trials is near: 100, or far less. */
export const nearPrice = (market: Market): Decimal => shifted("100", cheapness.get(market) ?? 0)

/** An amount of the coin at a price of 100, as one of a market's own: so much more where it is worth less. */
export const nearAmount = (market: Market, amount: string): Decimal => shifted(amount, -(cheapness.get(market) ?? 0))

/** Settings for a price near 100, for a market's own: prices so much lower, amounts of the coin so much larger. */
export const settingsOn = (market: Market, settings: BotSettings): BotSettings => {
  const places = cheapness.get(market) ?? 0
  if (places === 0) return settings
  const moved = Object.entries(settings).map(([name, value]: readonly [string, unknown]) => {
    const ofBase = name === "totalAmount" || (name === "investment" && settings._tag === "BTD")
    if (typeof value !== "string") return [name, value]
    return [
      name,
      ofBase ? nearAmount(market, value) : /Price$|^priceLimit$/.test(name) ? shifted(value, places) : value
    ]
  })
  return readSettings(Object.fromEntries(moved))
}
