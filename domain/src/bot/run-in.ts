import { strictTerms } from "../terms/list.ts"
import type { Actor } from "./life.ts"
import { type RunConfig, shapeOf } from "./run-config.ts"
import type { RunState } from "./state.ts"
import type { Run } from "./strategy.ts"

/** No order and no change of state yet: whoever adds the first makes a list of its own. */
export const nothing: Array<never> = []

/** A step in the making, before anything came of it. */
export const runIn = (
  config: RunConfig,
  state: RunState,
  at: number,
  trigger: string,
  actor: Actor,
  explain: boolean
): Run => ({
  market: config.market,
  state,
  strategy: config.strategy,
  shape: shapeOf(config, state.settings),
  memory: config.memory,
  margin: config.market.instrument.kind === "FUTURES" ? config.strategy.money.margin?.(state.settings) : undefined,
  terms: strictTerms(config.terms, config.market.instrument),
  at,
  trigger,
  actor,
  orders: nothing,
  letGo: nothing,
  filled: undefined,
  transitions: nothing,
  explain
})
