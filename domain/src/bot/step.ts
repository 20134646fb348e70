import type { OrderAction } from "../order/order.ts"
import { advance } from "./advance.ts"
import type { BotEvent } from "./event.ts"
import type { Transition } from "./life.ts"
import type { RunConfig } from "./run-config.ts"
import { copyState, type Part, type RunState, type Settings } from "./state.ts"
import type { Wake } from "./wake.ts"

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
export const step = <S extends Settings, P extends Part>(
  config: RunConfig<S, P>,
  state: RunState<S, P>,
  event: BotEvent
): Step<RunState<S, P>> => {
  const draft = copyState(state)
  const { orders, transitions } = advance(config, draft, event)
  return { state: draft, orders, wake: draft.wake, transitions }
}
