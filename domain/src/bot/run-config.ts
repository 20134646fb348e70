import type { RunId } from "../ids.ts"
import type { Market, Price } from "../market/market.ts"
import type { TermsName } from "../terms/list.ts"
import type { RunMemory } from "./memory.ts"
import type { Part, Settings } from "./state.ts"
import type { Strategy } from "./strategy.ts"

/** What never changes during a run. */
export interface RunConfig<S extends Settings = Settings, P extends Part = Part, Shape = unknown> {
  readonly runId: RunId
  readonly market: Market
  /** As they were when the run began; `SettingsChanged` events replace them inside the state. */
  readonly settings: S
  /** By whose rules its account trades; the kind ones of the paper exchange when absent. */
  readonly terms?: TermsName
  /** What the bot's first run was laid around, for one that keeps it for ever (LOOP-1). */
  readonly anchor?: Price
  /** What trades: the core knows its contract only. */
  readonly strategy: Strategy<S, P, Shape>
  readonly memory: RunMemory
}

/** Settings made ready, once for as long as they are in force. */
export const shapeOf = (
  { market, memory, strategy }: Pick<RunConfig, "market" | "memory" | "strategy">,
  settings: Settings
): unknown => {
  if (memory.shaped?.settings !== settings || memory.shaped.market !== market)
    memory.shaped = { market, settings, shape: strategy.shape(market, settings) }
  return memory.shaped.shape
}
