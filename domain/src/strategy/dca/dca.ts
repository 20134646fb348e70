import type { Market } from "../../market/market.ts"
import { averagingBehaviour } from "../averaging/behaviour.ts"
import { cycleExits } from "../averaging/from-settings.ts"
import { once } from "../once.ts"
import { priceGate } from "../price-gate.ts"
import type { Exits, Strategy } from "../strategy.ts"
import { dcaAveraging } from "./averaging.ts"
import { checkDca } from "./check.ts"
import { planDca } from "./plan.ts"
import { dcaPreset } from "./preset.ts"
import type { DcaSettings } from "./settings.ts"
import { type DcaState, freshDca } from "./state.ts"

const exits = once((market: Market, settings: DcaSettings): Exits => ({
  basis: "ENTRY",
  ...cycleExits(market, settings)
}))

/** Averaging on spot: enters, buys more as the price goes against it, takes profit from the average (SPEC.md, DCA). */
export const dca: Strategy<DcaSettings, DcaState> = {
  ...averagingBehaviour,
  name: "DCA",
  description: {
    title: "DCA",
    sentence: "Buys a first part, buys more each time the price falls, and sells everything above the average paid.",
    works: "Dips are followed by recoveries.",
    hurts: "The price falls further than your averaging orders reach and does not come back."
  },
  markets: "SPOT",
  check: checkDca,
  plan: planDca,
  preset: dcaPreset,
  fresh: freshDca,
  invests: (market, settings) => market.quote(settings.investment),
  brings: (market, settings, price) => {
    const quote = market.quote(settings.investment)
    // A short sells base that is there, and may have to buy it back dearer than it sold.
    return { quote, base: settings.direction === "LONG" ? 0n : market.baseOf(market.lotsFor(quote, price)) }
  },
  averaging: dcaAveraging,
  exits,
  pumpProtection: () => false,
  entryLimit: priceGate
}
