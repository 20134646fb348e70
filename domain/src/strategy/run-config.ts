import { freshMemory, type RunMemory } from "../bot/memory.ts"
import type { RunConfig } from "../bot/run-config.ts"
import type { RunState } from "../bot/state.ts"
import { type BotPart, strategyOf } from "./registry.ts"
import type { BotSettings } from "./settings.ts"

/** A run of one of our strategies, and its state. */
export type BotRunConfig = RunConfig<BotSettings, BotPart>
export type BotRunState = RunState<BotSettings, BotPart>

/**
 * Hands a run its strategy, by its settings' tag: `runConfig({ runId, market, settings })`. Runs that have the same id
 * one after another may share a `memory`.
 */
export const runConfig = (
  of: Omit<BotRunConfig, "memory" | "strategy">,
  memory: RunMemory = freshMemory(of.runId)
): BotRunConfig => ({ ...of, strategy: strategyOf(of.settings), memory })
