import { keptProblems } from "../bot/change-problems.ts"
import type { Problem } from "../bot/plan.ts"
import { strategyOf } from "./registry.ts"
import type { BotSettings } from "./settings.ts"

/** Why a change of a bot's settings is refused (LIFE-7); empty when it is not. `running`: it has a run that goes on. */
export const changeProblems = (
  before: BotSettings,
  after: BotSettings,
  running: boolean = true
): ReadonlyArray<Problem> => keptProblems(strategyOf(before).about, before, after, running)
