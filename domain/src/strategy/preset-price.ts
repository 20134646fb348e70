import type { Market } from "../market/market.ts"
import type { Decimal } from "../number/decimal.ts"
import { asPrice } from "../number/exact.ts"

/** A price that a preset proposes, of so many ticks: one that an order may have. */
export const presetPrice = (market: Market, ticks: number, direction: "DOWN" | "UP" = "DOWN"): Decimal =>
  market.priceText(market.orderPrice(asPrice(ticks), direction))
