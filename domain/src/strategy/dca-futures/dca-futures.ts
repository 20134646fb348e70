import type { Market } from "../../market/market.ts"
import { share } from "../../number/exact.ts"
import type { CycleShape } from "../averaging/averaging.ts"
import { cycleEntries, cycleHooks, cycleLeaving } from "../averaging/behaviour.ts"
import { cycleExits } from "../averaging/from-settings.ts"
import { planAveraging } from "../averaging/plan.ts"
import { averagingWay } from "../futures/averaging-check.ts"
import { priceGate } from "../price-gate.ts"
import type { Strategy } from "../../bot/strategy.ts"
import { dcaFuturesAveraging } from "./averaging.ts"
import { checkDcaFutures } from "./check.ts"
import { dcaFuturesPreset } from "./preset.ts"
import { DcaFuturesSettings } from "./settings.ts"
import { type DcaFuturesState, freshDcaFutures } from "./state.ts"

/** The settings made ready. */
const shape = (market: Market, settings: DcaFuturesSettings): CycleShape => ({
  averaging: dcaFuturesAveraging(market, settings),
  exits: { basis: "ENTRY", leans: settings.direction, ...cycleExits(market, settings) }
})

/** Averaging with leverage: the DCA's cycle, its amounts margin (SPEC.md, DCA-FUTURES). */
export const dcaFutures: Strategy<DcaFuturesSettings, DcaFuturesState, CycleShape, typeof DcaFuturesSettings> = {
  about: {
    name: "DCA_FUTURES",
    description: {
      title: "DCA futures",
      sentence: "Enters with leverage, adds each time the price goes against it, and takes profit from the average.",
      works: "Moves against you are followed by recoveries, within your safety orders.",
      hurts: "The price goes on against you: losses are multiplied, and the margin can be lost whole."
    },
    settings: DcaFuturesSettings,
    markets: "FUTURES",
    check: checkDcaFutures,
    plan: (market, settings, price) => {
      const loss = settings.stopLossPercent ?? settings.trailingStopPercent
      const averaging = dcaFuturesAveraging(market, settings)
      return planAveraging(market, averaging, price, loss === undefined ? undefined : share(loss))
    },
    preset: dcaFuturesPreset,
    averages: true
  },
  money: {
    margin: ({ leverage, marginType }) => ({ leverage, type: marginType }),
    invests: (market, settings) => market.quote(settings.investment)
  },
  entries: {
    ...cycleEntries,
    limit: priceGate,
    stopInPump: (settings) => settings.pumpProtection,
    ways: (market, settings, price) => [averagingWay(market, dcaFuturesAveraging(market, settings), price)]
  },
  exits: cycleLeaving,
  fresh: freshDcaFutures,
  shape,
  on: cycleHooks
}
