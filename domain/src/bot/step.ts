import type { RunId } from "../ids.ts"
import type { Market } from "../market/market.ts"
import type { OrderAction } from "../order/order.ts"
import type { BotSettings } from "../strategy/settings.ts"
import type { Transition } from "./life.ts"
import type { Wake } from "./wake.ts"

/** What never changes during a run. */
export interface RunConfig {
  readonly runId: RunId
  readonly market: Market
  /** As they were when the run began; `SettingsChanged` events replace them inside the state. */
  readonly settings: BotSettings
}

/** What one step answers: the next state, what to do, and when to be asked again. */
export interface Step<State> {
  readonly state: State
  readonly orders: ReadonlyArray<OrderAction>
  readonly wake: Wake
  /** Changes of state this step made, in order; usually none or one. */
  readonly transitions: ReadonlyArray<Transition>
}
