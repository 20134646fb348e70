import type { Price } from "../market/market.ts"
import { combo } from "./combo/combo.ts"
import type { ComboState } from "./combo/state.ts"
import { dcaFutures } from "./dca-futures/dca-futures.ts"
import type { DcaFuturesState } from "./dca-futures/state.ts"
import { btd } from "./btd/btd.ts"
import type { BtdState } from "./btd/state.ts"
import { dca } from "./dca/dca.ts"
import type { DcaState } from "./dca/state.ts"
import { futuresGrid } from "./futures-grid/futures-grid.ts"
import type { FuturesGridState } from "./futures-grid/state.ts"
import { grid } from "./grid/grid.ts"
import type { GridState } from "./grid/state.ts"
import type { BotSettings, Strategy as StrategyName } from "./settings.ts"
import { loop } from "./loop/loop.ts"
import type { LoopState } from "./loop/state.ts"
import { twap } from "./twap/twap.ts"
import type { TwapState } from "./twap/state.ts"
import type { AnyStrategy, Description } from "./strategy.ts"

/** What the strategies keep in a run's state, told apart by `_tag`. */
export type StrategyState =
  GridState | DcaState | DcaFuturesState | ComboState | FuturesGridState | BtdState | LoopState | TwapState

/**
 * Every strategy by the tag of its settings. A strategy is only ever given settings and state of its own tag, which
 * the types of a lookup by a variable cannot express: the one place where they are widened.
 */
const registry: Readonly<Record<StrategyName, AnyStrategy>> = {
  GRID: grid as unknown as AnyStrategy,
  DCA: dca as unknown as AnyStrategy,
  DCA_FUTURES: dcaFutures as unknown as AnyStrategy,
  COMBO: combo as unknown as AnyStrategy,
  FUTURES_GRID: futuresGrid as unknown as AnyStrategy,
  BTD: btd as unknown as AnyStrategy,
  LOOP: loop as unknown as AnyStrategy,
  TWAP: twap as unknown as AnyStrategy
}

export const strategyOf = (settings: BotSettings): AnyStrategy => registry[settings._tag]
export const strategyNamed = (name: StrategyName): AnyStrategy => registry[name]

/** A strategy's own part of a new run's state. */
export const freshWork = (settings: BotSettings, anchor?: Price): StrategyState => strategyOf(settings).fresh(anchor)

/** What each strategy does, when it works and when it hurts, in words. */
export const strategies: Readonly<Record<StrategyName, Description>> = {
  GRID: grid.description,
  DCA: dca.description,
  DCA_FUTURES: dcaFutures.description,
  COMBO: combo.description,
  FUTURES_GRID: futuresGrid.description,
  BTD: btd.description,
  LOOP: loop.description,
  TWAP: twap.description
}
