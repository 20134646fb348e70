import type { Market, Price } from "../../market/market.ts"
import type { Decimal } from "../../number/decimal.ts"
import { leastStep } from "../ladder/least-step.ts"
import type { Outlook, Term } from "../../market/outlook.ts"
import { checkBtd } from "./check.ts"
import type { BtdSettings } from "./settings.ts"

/** Levels wished for: the longer the term, the wider the ladder. */
const LEVELS: Readonly<Record<Term, number>> = { SHORT_TERM: 16, MID_TERM: 24, LONG_TERM: 30 }
/** The ladder reaches this many moves of the term to each side. */
const REACH = 2

/** As much base as an investment in quote is worth, on a ladder as wide as the price is expected to move (BTD-9). */
export const btdPreset = (market: Market, outlook: Outlook, price: Price, investment: string): BtdSettings => {
  const base = market.quantityText(market.lotsFor(market.quote(investment), price))
  const preset = (gridLevels: number): BtdSettings => {
    const step = Math.min(20, Math.max(0.1, leastStep(market) * 100, (REACH * outlook.move * 100) / (gridLevels / 2)))
    return {
      _tag: "BTD",
      start: { _tag: "IMMEDIATELY" },
      investment: base,
      gridLevels,
      gridStep: step.toFixed(2).replace(/\.?0+$/, "") as Decimal,
      levelsDistribution: "50" as Decimal,
      trailing: true,
      fundDips: outlook.term === "SHORT_TERM" ? "AT_START" : "ON_SELLS"
    }
  }
  let levels = LEVELS[outlook.term]
  while (levels > 6 && checkBtd(market, preset(levels), price).length > 0) levels -= 2
  return preset(levels)
}
