import type { Market, Price } from "../../market/market.ts"
import { share } from "../../number/exact.ts"
import type { CycleShape } from "../averaging/averaging.ts"
import { cycleEntries, cycleHooks, cycleLeaving } from "../averaging/behaviour.ts"
import { planAveraging } from "../averaging/plan.ts"
import { averagingWay } from "../futures/averaging-check.ts"
import { exitsFrom } from "../exits.ts"
import type { Plan } from "../../bot/plan.ts"
import type { Strategy } from "../../bot/strategy.ts"
import { comboAveraging } from "./averaging.ts"
import { checkCombo } from "./check.ts"
import { exitLevels } from "./exit-ladder.ts"
import { comboPreset } from "./preset.ts"
import { ComboSettings } from "./settings.ts"
import { type ComboState, freshCombo } from "./state.ts"

/** The settings made ready. */
const shape = (market: Market, settings: ComboSettings): CycleShape => ({
  averaging: comboAveraging(market, settings),
  exits: {
    basis: "ENTRY",
    leans: settings.direction,
    ...exitsFrom(market, settings, settings.direction === "LONG" ? "UP" : "DOWN")
  }
})

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
export const combo: Strategy<ComboSettings, ComboState, CycleShape, typeof ComboSettings> = {
  about: {
    name: "COMBO",
    description: {
      title: "Combo",
      sentence: "Averages in with leverage as the price goes against it, and leaves step by step as it comes back.",
      works: "The price swings widely inside your bounds: dips fill the position, recoveries sell it bit by bit.",
      hurts: "The price leaves the bounds on the wrong side: losses are multiplied, and the margin can be lost whole."
    },
    settings: ComboSettings,
    markets: "FUTURES",
    check: checkCombo,
    plan,
    preset: comboPreset,
    averages: true
  },
  money: {
    margin: ({ leverage, marginType }) => ({ leverage, type: marginType }),
    invests: (market, settings) => market.quote(settings.investment)
  },
  entries: {
    ...cycleEntries,
    ways: (market, settings, price) => [averagingWay(market, comboAveraging(market, settings), price)]
  },
  exits: cycleLeaving,
  fresh: freshCombo,
  shape,
  on: cycleHooks
}
