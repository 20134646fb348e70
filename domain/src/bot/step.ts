import type { RunId } from "../ids.ts"
import type { Market, Price } from "../market/market.ts"
import type { OrderAction } from "../order/order.ts"
import type { BotSettings } from "../strategy/settings.ts"
import { advance } from "./advance.ts"
import type { BotEvent } from "./event.ts"
import type { Transition } from "./life.ts"
import { copyState, type RunState } from "./state.ts"
import type { Wake } from "./wake.ts"

/** What never changes during a run. */
export interface RunConfig {
  readonly runId: RunId
  readonly market: Market
  /** As they were when the run began; `SettingsChanged` events replace them inside the state. */
  readonly settings: BotSettings
  /** What the bot's first run was laid around, for one that keeps it for ever (LOOP-1). */
  readonly anchor?: Price
}

/** What one step answers: the next state, what to do, and when to be asked again. */
export interface Step<State> {
  readonly state: State
  readonly orders: ReadonlyArray<OrderAction>
  readonly wake: Wake
  /** Changes of state this step made, in order; usually none or one. */
  readonly transitions: ReadonlyArray<Transition>
}

/**
 * One step of a run, pure: `state` is not changed. A price or a time the run did not ask for gives the same state back.
 *
 * @example
 * const { state, orders, wake } = step(config, initialState(config), { _tag: "Started", at, actor: "TRADER" })
 */
export const step = (config: RunConfig, state: RunState, event: BotEvent): Step<RunState> => {
  const draft = copyState(state)
  const { orders, transitions } = advance(config, draft, event)
  return { state: draft, orders, wake: draft.wake, transitions }
}
