import { Record } from "effect"
import type { Description, Strategy } from "../bot/strategy.ts"
import { list } from "./list.ts"
import type { BotSettings, Strategy as StrategyName } from "./settings.ts"

/** What the strategies keep in a run's state, told apart by `_tag`. */
export type BotPart = ReturnType<(typeof list)[number]["fresh"]>

// One for each name, since the names are those of the list.
const registry = Object.fromEntries(list.map((one) => [one.about.name, one])) as unknown as Readonly<
  Record<StrategyName, Strategy<BotSettings, BotPart>>
>

/** The strategy of settings, by their tag. */
export const strategyOf = (settings: BotSettings): Strategy<BotSettings, BotPart> => registry[settings._tag]
export const strategyNamed = (name: StrategyName): Strategy<BotSettings, BotPart> => registry[name]

/** What each strategy does, when it works and when it hurts, in words. */
export const strategies: Readonly<Record<StrategyName, Description>> = Record.map(
  registry,
  ({ about }) => about.description
)
