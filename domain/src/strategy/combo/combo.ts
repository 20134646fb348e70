import type { Market, Price } from "../../market/market.ts"
import { share } from "../../number/exact.ts"
import { averagingBehaviour } from "../averaging/behaviour.ts"
import { planAveraging } from "../averaging/plan.ts"
import { averagingWay } from "../futures/averaging-check.ts"
import { exitsFrom } from "../exits.ts"
import { once } from "../once.ts"
import type { Exits, Plan, Strategy } from "../strategy.ts"
import { comboAveraging } from "./averaging.ts"
import { checkCombo } from "./check.ts"
import { exitLevels } from "./exit-ladder.ts"
import { comboPreset } from "./preset.ts"
import type { ComboSettings } from "./settings.ts"
import { type ComboState, freshCombo } from "./state.ts"

const exits = once((market: Market, settings: ComboSettings): Exits => ({
  basis: "ENTRY",
  leans: settings.direction,
  ...exitsFrom(market, settings, settings.direction === "LONG" ? "UP" : "DOWN")
}))

/** The averaging entries, and the ladder the base order alone would leave by. */
const plan = (market: Market, settings: ComboSettings, price: Price): Plan => {
  const loss = settings.stopLossPercent ?? settings.trailingStopPercent
  const averaging = comboAveraging(market, settings)
  const entries = planAveraging(market, averaging, price, loss === undefined ? undefined : share(loss))
  const quantity = entries.base?.quantity
  if (quantity === undefined || quantity === 0) return entries
  const side = averaging.long ? "SELL" : "BUY"
  const leaving = exitLevels(market, settings, price, quantity).map((level) => ({ ...level, side }) as const)
  return { ...entries, resting: [...entries.resting, ...leaving] }
}

/** Averages in as DCA does, leaves over a ladder of reduce-only orders, and begins anew (SPEC.md, COMBO). */
export const combo: Strategy<ComboSettings, ComboState> = {
  ...averagingBehaviour,
  name: "COMBO",
  description: {
    title: "Combo",
    sentence: "Averages in with leverage as the price goes against it, and leaves step by step as it comes back.",
    works: "The price swings widely inside your bounds: dips fill the position, recoveries sell it bit by bit.",
    hurts: "The price leaves the bounds on the wrong side: losses are multiplied, and the margin can be lost whole."
  },
  markets: "FUTURES",
  margin: ({ leverage, marginType }) => ({ leverage, type: marginType }),
  entries: (market, settings, price) => [averagingWay(market, comboAveraging(market, settings), price)],
  check: checkCombo,
  plan,
  preset: comboPreset,
  fresh: freshCombo,
  invests: (market, settings) => market.quote(settings.investment),
  averaging: comboAveraging,
  exits,
  pumpProtection: () => false
}
