import type { Market, Price } from "../../market/market.ts"
import type { Decimal } from "../../number/decimal.ts"
import { WHOLE } from "../../number/exact.ts"
import { averagingTotal } from "../averaging/shape.ts"
import { marginNeeded } from "../futures/averaging-check.ts"
import type { Outlook, Term } from "../../market/outlook.ts"
import { percentField } from "../percent-field.ts"
import { dcaFuturesAveraging } from "./averaging.ts"
import { checkDcaFutures } from "./check.ts"
import type { DcaFuturesSettings } from "./settings.ts"

/** As the DCA's: distances in moves expected over the term, `base` in percent of the investment. */
interface Shape {
  readonly leverage: number
  readonly orders: number
  readonly reach: number
  readonly target: number
  readonly stop: number
  readonly base: bigint
  readonly stepMultiplier: number
  readonly amountMultiplier: string
}

/** The longer the term, the further the price goes against a position, and the less leverage it bears. */
const SHAPES: Readonly<Record<Term, Shape>> = {
  SHORT_TERM: {
    leverage: 5,
    orders: 4,
    reach: 1.5,
    target: 0.35,
    stop: 1.8,
    base: 30n,
    stepMultiplier: 1,
    amountMultiplier: "1.3"
  },
  MID_TERM: {
    leverage: 3,
    orders: 5,
    reach: 1.2,
    target: 0.3,
    stop: 1.4,
    base: 20n,
    stepMultiplier: 1.1,
    amountMultiplier: "1.2"
  },
  LONG_TERM: {
    leverage: 2,
    orders: 6,
    reach: 1,
    target: 0.25,
    stop: 1.2,
    base: 15n,
    stepMultiplier: 1.2,
    amountMultiplier: "1.1"
  }
}

/** A long that averages as far down as the market is expected to go over the term, at a leverage that bears it (DCAF-5). */
export const dcaFuturesPreset = (
  market: Market,
  outlook: Outlook,
  price: Price,
  investment: string
): DcaFuturesSettings => {
  const shape = SHAPES[outlook.term]
  const fees = Number(market.makerFeeRate + market.takerFeeRate) / 1e9
  const total = market.quote(investment)
  const { orders, stepMultiplier: m } = shape
  const made = (leverage: number, reach: number, scale: bigint): DcaFuturesSettings => {
    const amounts = (total * scale) / 1000n
    const base = (amounts * shape.base) / 100n
    const steps = m === 1 ? reach / orders : (reach * (m - 1)) / (m ** orders - 1)
    const weights = averagingTotal(
      { direction: "LONG", count: orders, step: "1", stepMultiplier: "1", amountMultiplier: shape.amountMultiplier },
      WHOLE
    )
    return {
      _tag: "DCA_FUTURES",
      start: { _tag: "IMMEDIATELY" },
      direction: "LONG",
      // The investment comes from a form that has checked it to be a decimal.
      investment: investment as Decimal,
      leverage,
      marginType: "ISOLATED",
      baseOrderAmount: market.quoteText(base),
      baseOrderType: "MARKET",
      safetyOrderAmount: market.quoteText(((amounts - base) * WHOLE) / weights),
      maxSafetyOrders: orders,
      safetyOrderStep: percentField(steps, 0.2, 15),
      safetyOrderStepMultiplier: m.toString() as Decimal,
      safetyOrderAmountMultiplier: shape.amountMultiplier as Decimal,
      takeProfitPercent: percentField(shape.target * outlook.move, Math.max(0.2, fees * 200), 50),
      stopLossPercent: percentField(Math.min(shape.stop * outlook.move, 0.8 / leverage), 0.5, 90),
      liquidationBuffer: "2" as Decimal,
      pumpProtection: true
    }
  }
  for (let leverage = shape.leverage; leverage >= 1; leverage--) {
    const reach = Math.min(shape.reach * outlook.move, 0.75)
    const plain = made(leverage, reach, 1000n)
    const needed = marginNeeded(market, dcaFuturesAveraging(market, plain))
    const fits = made(leverage, reach, needed > total ? (total * 999n) / needed : 1000n)
    if (leverage === 1 || checkDcaFutures(market, fits, price).length === 0) return fits
  }
  return made(1, 0.1, 990n)
}
