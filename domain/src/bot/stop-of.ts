import type { Price } from "../market/market.ts"
import { stopPrice } from "./exits.ts"
import type { RunConfig } from "./run-config.ts"
import { runIn } from "./run-in.ts"
import type { RunState } from "./state.ts"

/** The price at which a run gives up what it holds now, whoever keeps that stop; zero: at none (EXIT-2). */
export const stopOf = (config: RunConfig, state: RunState): Price =>
  stopPrice(runIn(config, state, state.at, "", "SYSTEM", false))
