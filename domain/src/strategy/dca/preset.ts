import type { Market, Price } from "../../market/market.ts"
import type { Decimal } from "../../number/decimal.ts"
import type { Outlook, Term } from "../../market/outlook.ts"
import { percentField } from "../percent-field.ts"
import { checkDca } from "./check.ts"
import type { DcaSettings } from "./settings.ts"

/**
 * `reach`: how deep the last averaging order lies, `target` and `stop`: distances from the average entry, all in moves
 * expected over the term. `base`: percent of the investment in the base order. A short term gives up on a fall it
 * can't wait out; longer ones average on.
 */
interface Shape {
  readonly orders: number
  readonly reach: number
  readonly target: number
  readonly stop?: number
  readonly base: bigint
  readonly stepMultiplier: number
  readonly amountMultiplier: string
}

const SHAPES: Readonly<Record<Term, Shape>> = {
  SHORT_TERM: { orders: 5, reach: 1.5, target: 0.35, stop: 2, base: 30n, stepMultiplier: 1, amountMultiplier: "1.3" },
  MID_TERM: { orders: 6, reach: 1.5, target: 0.3, base: 20n, stepMultiplier: 1.1, amountMultiplier: "1.2" },
  LONG_TERM: { orders: 8, reach: 1.5, target: 0.25, base: 15n, stepMultiplier: 1.2, amountMultiplier: "1.1" }
}

/** The first step of a ladder whose last order lies at `reach`. */
const firstStep = (reach: number, { orders, stepMultiplier: m }: Shape): number =>
  m === 1 ? reach / orders : (reach * (m - 1)) / (m ** orders - 1)

/** An averaging bot whose orders reach as far down as the market is expected to go over the term, and half more (DCA-8). */
export const dcaPreset = (market: Market, outlook: Outlook, price: Price, investment: string): DcaSettings => {
  const shape = SHAPES[outlook.term]
  const fees = Number(market.makerFeeRate + market.takerFeeRate) / 1e9
  const total = market.quote(investment)
  const base = (total * shape.base) / 100n
  const reach = Math.min(0.75, shape.reach * outlook.move)
  const preset = (orders: number): DcaSettings => ({
    _tag: "DCA",
    start: { _tag: "IMMEDIATELY" },
    direction: "LONG",
    // The investment comes from a form that has checked it to be a decimal.
    investment: investment as Decimal,
    baseOrderAmount: market.quoteText(base),
    baseOrderType: "MARKET",
    averagingOrdersAmount: market.quoteText(total - base),
    averagingOrdersQuantity: orders,
    averagingOrdersStep: percentField(firstStep(reach, shape), 0.2, 15),
    amountMultiplier: shape.amountMultiplier as Decimal,
    stepMultiplier: shape.stepMultiplier.toString() as Decimal,
    takeProfitPercent: percentField(shape.target * outlook.move, Math.max(0.2, fees * 200), 50),
    ...(shape.stop === undefined ? {} : { stopLossPercent: percentField(shape.stop * outlook.move, 1, 90) }),
    reserveFunds: true
  })
  let orders = shape.orders
  while (orders > 1 && checkDca(market, preset(orders), price).length > 0) orders -= 1
  return preset(orders)
}
