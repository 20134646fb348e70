import type { Market, Price } from "../../market/market.ts"
import type { Decimal } from "../../number/decimal.ts"
import { marginNeeded } from "../futures/averaging-check.ts"
import type { Outlook, Term } from "../../market/outlook.ts"
import { percentField } from "../percent-field.ts"
import { comboAveraging } from "./averaging.ts"
import { checkCombo } from "./check.ts"
import type { ComboSettings } from "./settings.ts"
import { presetPrice } from "../preset-price.ts"

/** Distances in moves expected over the term; `base` in percent of the margin. */
interface Shape {
  readonly leverage: number
  readonly orders: number
  readonly reach: number
  readonly exits: number
  readonly base: bigint
}

const SHAPES: Readonly<Record<Term, Shape>> = {
  SHORT_TERM: { leverage: 5, orders: 4, reach: 1.5, exits: 5, base: 30n },
  MID_TERM: { leverage: 3, orders: 5, reach: 1.2, exits: 8, base: 20n },
  LONG_TERM: { leverage: 2, orders: 6, reach: 1, exits: 10, base: 15n }
}

/** A long inside the range expected over the term: averages in below, leaves step by step above (COMBO-5). */
export const comboPreset = (market: Market, outlook: Outlook, price: Price, investment: string): ComboSettings => {
  const shape = SHAPES[outlook.term]
  const total = market.quote(investment)
  const fees = Number(market.makerFeeRate + market.takerFeeRate) / 1e9
  const reach = Math.min(shape.reach * outlook.move, 0.6)
  const exitStep = Math.max(fees * 1.5, (0.8 * outlook.move) / shape.exits)
  const range = Math.max(2 * outlook.move, exitStep * (shape.exits + 1))
  const made = (leverage: number, scale: bigint): ComboSettings => {
    const amounts = (total * scale) / 1000n
    const base = (amounts * shape.base) / 100n
    return {
      _tag: "COMBO",
      start: { _tag: "IMMEDIATELY" },
      direction: "LONG",
      // The investment comes from a form that has checked it to be a decimal.
      investment: investment as Decimal,
      leverage,
      marginType: "ISOLATED",
      lowPrice: presetPrice(market, Math.max(1, Math.floor(price * (1 - Math.min(0.9, reach * 1.2))))),
      highPrice: presetPrice(market, Math.ceil(price * (1 + range)) + 2, "UP"),
      baseOrderAmount: market.quoteText(base),
      baseOrderType: "MARKET",
      averagingOrdersAmount: market.quoteText(amounts - base),
      averagingOrdersQuantity: shape.orders,
      averagingOrdersStep: percentField(reach / shape.orders, 0.2, 15),
      amountMultiplier: "1.2" as Decimal,
      stepMultiplier: "1" as Decimal,
      gridLevels: shape.exits,
      gridStep: percentField(exitStep, Math.max(0.1, fees * 110), 100),
      stopLossPercent: percentField(Math.min(1.5 * reach, 0.7 / leverage), 0.5, 90),
      liquidationBuffer: "5" as Decimal
    }
  }
  for (let leverage = shape.leverage; leverage >= 1; leverage--) {
    const needed = marginNeeded(market, comboAveraging(market, made(leverage, 1000n)))
    const fits = made(leverage, needed > total ? (total * 999n) / needed : 1000n)
    if (leverage === 1 || checkCombo(market, fits, price).length === 0) return fits
  }
  return made(1, 990n)
}
