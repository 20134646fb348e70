import type { Market, Price, Quantity } from "../../market/market.ts"
import { asQuantity, asQuote } from "../../number/exact.ts"
import { type AveragingShape, averagingAmounts, averagingPrices } from "../averaging.ts"
import { SLIPPAGE } from "../ladder/size.ts"
import type { DcaSettings } from "./settings.ts"

const RATE_ONE = 1_000_000_000n
const positive = (rate: bigint): bigint => (rate > 0n ? rate : 0n)

export const averagingShape = (settings: DcaSettings): AveragingShape => ({
  direction: settings.direction,
  count: settings.averagingOrdersQuantity,
  step: settings.averagingOrdersStep,
  stepMultiplier: settings.stepMultiplier,
  amountMultiplier: settings.amountMultiplier
})

/** An amount of the settings, grown with the investment (funds added, profit reinvested), in quote units. */
export const scaled = (market: Market, settings: DcaSettings, amount: string, investment: bigint): bigint => {
  const planned = market.quote(settings.investment)
  return planned === 0n ? 0n : (market.quote(amount) * investment) / planned
}

/** Lots an amount pays for, its fee (and at market its slippage) included (DCA-2). */
export const lotsOf = (market: Market, amount: bigint, price: Price, atMarket: boolean): Quantity => {
  if (amount <= 1n || price <= 0) return asQuantity(0)
  const rate = positive(atMarket ? market.takerFeeRate : market.makerFeeRate) + (atMarket ? SLIPPAGE : 0n)
  return market.lotsFor(asQuote(((amount - 1n) * RATE_ONE) / (RATE_ONE + rate)), price)
}

/** Lots of the base order at a price. */
export const baseLots = (market: Market, settings: DcaSettings, investment: bigint, price: Price): Quantity =>
  lotsOf(
    market,
    scaled(market, settings, settings.baseOrderAmount, investment),
    price,
    settings.baseOrderType === "MARKET"
  )

/** Prices and lots of the averaging orders below (above) a base price. */
export const averagingOrders = (
  market: Market,
  settings: DcaSettings,
  investment: bigint,
  base: Price
): ReadonlyArray<{ readonly price: Price; readonly quantity: Quantity }> => {
  const shape = averagingShape(settings)
  const amounts = averagingAmounts(shape, scaled(market, settings, settings.averagingOrdersAmount, investment))
  return averagingPrices(shape, base).map((price, index) => ({
    price,
    quantity: lotsOf(market, amounts[index] ?? 0n, price, false)
  }))
}
