import type { Market, Price, Quantity } from "../../market/market.ts"
import { asPrice, asQuantity, ceilDiv, share, WHOLE } from "../../number/exact.ts"
import { divided, larger, sub, times } from "../../number/whole.ts"
import { leastLotsAt } from "../ladder/size.ts"
import { ladderOf, positivePrice } from "../ladder/ladder.ts"
import type { ComboSettings } from "./settings.ts"

/** What leaves at one price. */
export interface ExitLevel {
  readonly price: Price
  readonly quantity: Quantity
}

/** What entering and leaving costs, as a share of `WHOLE`: an exit nearer than this loses. */
export const exitFees = (market: Market): bigint => (market.takerFeeRate + market.makerFeeRate) * 1000n

/** The bound a long leaves below, a short above. */
export const exitBound = (market: Market, settings: ComboSettings): Price =>
  settings.direction === "LONG"
    ? (positivePrice(market, settings.highPrice, "DOWN") ?? asPrice(1))
    : (positivePrice(market, settings.lowPrice, "UP") ?? asPrice(1))

/** Prices from the average outward, none beyond the bound; at least one (COMBO-2). */
const exitPrices = (market: Market, settings: ComboSettings, average: Price, most: number): ReadonlyArray<Price> => {
  const long = settings.direction === "LONG"
  const bound = exitBound(market, settings)
  const least = long
    ? asPrice(ceilDiv(BigInt(average) * (WHOLE + exitFees(market)), WHOLE))
    : asPrice((BigInt(average) * (WHOLE - exitFees(market))) / WHOLE)
  const inside = (price: Price) => (long ? price > average && price <= bound : price < average && price >= bound)
  const prices: Array<Price> = []
  if (settings.gridStep === undefined) {
    if (!inside(bound)) return [least]
    const ladder = long
      ? ladderOf({ low: average, high: bound, count: most, spacing: "GEOMETRIC" })
      : ladderOf({ low: bound, high: average, count: most, spacing: "GEOMETRIC" })
    for (let k = 1; k <= most; k++) prices.push(long ? ladder.sellPrice(k) : ladder.buyPrice(most - k))
  } else {
    const step = share(settings.gridStep)
    let fine = BigInt(average) * WHOLE
    while (prices.length < most) {
      fine = (fine * (long ? WHOLE + step : WHOLE - step)) / WHOLE
      const price = asPrice(long ? ceilDiv(fine, WHOLE) : fine / WHOLE)
      if (!inside(price)) break
      prices.push(price)
    }
  }
  const found = [...new Set(prices.filter((price) => inside(price) && (long ? price >= least : price <= least)))]
  return found.length > 0 ? found : [inside(bound) && (long ? bound >= least : bound <= least) ? bound : least]
}

/**
 * The position spread over the exit prices (COMBO-2): equal lots, what division leaves with the furthest; fewer levels
 * where equal lots would be below the exchange's minimum.
 */
export const exitLevels = (
  market: Market,
  settings: ComboSettings,
  average: Price,
  position: Quantity
): ReadonlyArray<ExitLevel> => {
  const wanted = settings.gridLevels ?? 100
  const lowest = settings.direction === "LONG" ? average : exitBound(market, settings)
  const affordable = larger(1, divided(position, leastLotsAt(market, lowest)))
  const prices = exitPrices(market, settings, average, affordable < wanted ? Number(affordable) : wanted)
  const each = divided(position, prices.length)
  return prices.map((price, index) => ({
    price,
    quantity: asQuantity(index === prices.length - 1 ? sub(position, times(each, prices.length - 1)) : each)
  }))
}
