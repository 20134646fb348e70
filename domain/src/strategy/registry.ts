import { Record } from "effect"
import { combo } from "./combo/combo.ts"
import { dcaFutures } from "./dca-futures/dca-futures.ts"
import { btd } from "./btd/btd.ts"
import { dca } from "./dca/dca.ts"
import { futuresGrid } from "./futures-grid/futures-grid.ts"
import { grid } from "./grid/grid.ts"
import type { BotSettings, Strategy as StrategyName } from "./settings.ts"
import { loop } from "./loop/loop.ts"
import { twap } from "./twap/twap.ts"
import type { Description, Strategy } from "../bot/strategy.ts"

/** Every strategy by the tag of its settings. */
const registry = {
  GRID: grid,
  DCA: dca,
  DCA_FUTURES: dcaFutures,
  COMBO: combo,
  FUTURES_GRID: futuresGrid,
  BTD: btd,
  LOOP: loop,
  TWAP: twap
} satisfies Readonly<Record<StrategyName, Strategy>>

/** What the strategies keep in a run's state, told apart by `_tag`. */
export type BotPart = ReturnType<(typeof registry)[StrategyName]["fresh"]>

/** The strategy of settings, by their tag. */
export const strategyOf = (settings: BotSettings): Strategy<BotSettings, BotPart> => registry[settings._tag]
export const strategyNamed = (name: StrategyName): Strategy<BotSettings, BotPart> => registry[name]

/** What each strategy does, when it works and when it hurts, in words. */
export const strategies: Readonly<Record<StrategyName, Description>> = Record.map(
  registry,
  ({ about }: Strategy) => about.description
)
