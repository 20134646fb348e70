import type { Market } from "../../market/market.ts"
import type { CycleShape } from "../averaging/averaging.ts"
import { cycleEntries, cycleHooks, cycleLeaving } from "../averaging/behaviour.ts"
import { cycleExits } from "../averaging/from-settings.ts"
import { priceGate } from "../price-gate.ts"
import type { Strategy } from "../../bot/strategy.ts"
import { dcaAveraging } from "./averaging.ts"
import { checkDca } from "./check.ts"
import { planDca } from "./plan.ts"
import { dcaPreset } from "./preset.ts"
import { DcaSettings } from "./settings.ts"
import { type DcaState, freshDca } from "./state.ts"

/** The settings made ready. */
const shape = (market: Market, settings: DcaSettings): CycleShape => ({
  averaging: dcaAveraging(market, settings),
  exits: { basis: "ENTRY", ...cycleExits(market, settings) }
})

/** Averaging on spot: enters, buys more as the price goes against it, takes profit from the average (SPEC.md, DCA). */
export const dca: Strategy<DcaSettings, DcaState, CycleShape, typeof DcaSettings> = {
  about: {
    name: "DCA",
    description: {
      title: "DCA",
      sentence: "Buys a first part, buys more each time the price falls, and sells everything above the average paid.",
      works: "Dips are followed by recoveries.",
      hurts: "The price falls further than your averaging orders reach and does not come back."
    },
    settings: DcaSettings,
    markets: "SPOT",
    check: checkDca,
    plan: planDca,
    preset: dcaPreset,
    averages: true
  },
  money: {
    invests: (market, settings) => market.quote(settings.investment),
    brings: (market, settings, price) => {
      const quote = market.quote(settings.investment)
      // A short sells base that is there, and may have to buy it back dearer than it sold.
      return { quote, base: settings.direction === "LONG" ? 0n : market.baseOf(market.lotsFor(quote, price)) }
    }
  },
  entries: {
    ...cycleEntries,
    limit: priceGate
  },
  exits: cycleLeaving,
  fresh: freshDca,
  shape,
  on: cycleHooks
}
