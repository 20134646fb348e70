import type { Market, Price } from "../../market/market.ts"
import type { Decimal } from "../../number/decimal.ts"
import { leastStep } from "../ladder/least-step.ts"
import type { Outlook, Term } from "../../market/outlook.ts"
import { checkFuturesGrid } from "./check.ts"
import type { FuturesGridSettings } from "./settings.ts"
import { presetPrice } from "../preset-price.ts"

/** Half the range in moves expected over the term; levels wished for; the leverage to begin looking from. */
const SHAPES: Readonly<
  Record<
    Term,
    {
      readonly width: number
      readonly levels: number
      readonly leverage: number
      readonly direction: FuturesGridSettings["direction"]
    }
  >
> = {
  SHORT_TERM: { width: 1.5, levels: 30, leverage: 5, direction: "NEUTRAL" },
  MID_TERM: { width: 1.5, levels: 40, leverage: 3, direction: "NEUTRAL" },
  LONG_TERM: { width: 1.2, levels: 50, leverage: 2, direction: "LONG" }
}

/** A grid as wide as the market is expected to move over the term, at a leverage that bears its edges (FGRID-6). */
export const futuresGridPreset = (
  market: Market,
  outlook: Outlook,
  price: Price,
  investment: string
): FuturesGridSettings => {
  const shape = SHAPES[outlook.term]
  const narrowest = 2 * leastStep(market)
  const half = Math.min(0.6, Math.max(0.005, narrowest, shape.width * outlook.move))
  const low = Math.max(1, Math.floor(price * (1 - half)))
  const high = Math.max(low + 10, Math.ceil(price * (1 + half)))
  const made = (leverage: number, gridQuantity: number): FuturesGridSettings => ({
    _tag: "FUTURES_GRID",
    start: { _tag: "IMMEDIATELY" },
    direction: shape.direction,
    // The investment comes from a form that has checked it to be a decimal.
    investment: investment as Decimal,
    leverage,
    marginType: "ISOLATED",
    lowPrice: presetPrice(market, low),
    highPrice: presetPrice(market, high, "UP"),
    gridQuantity,
    spacing: "GEOMETRIC",
    closePositionOnStop: true,
    liquidationBuffer: "1" as Decimal
  })
  let { leverage } = shape
  let levels = Math.max(2, Math.min(shape.levels, Math.floor(Math.log(high / low) / Math.log(1 + leastStep(market)))))
  for (;;) {
    const settings = made(leverage, levels)
    const [problem] = checkFuturesGrid(market, settings, price)
    if (problem === undefined || (leverage === 1 && levels === 2)) return settings
    if (problem.field === "leverage" && leverage > 1) leverage -= 1
    else if (levels > 2) levels -= 1
    else leverage -= 1
  }
}
