import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { fieldsOf, strategies, Strategy, strategyNamed } from "@tradetower/domain/strategy"
import { Api, fieldView, type StrategyView } from "../../contract/index.ts"

/** What every strategy is and asks for; it never changes while we run. */
const views: ReadonlyArray<StrategyView> = Strategy.literals.map((strategy) => ({
  strategy,
  ...strategies[strategy],
  markets: strategyNamed(strategy).about.markets,
  fields: fieldsOf(strategy).map(fieldView)
}))

export const StrategiesLive = HttpApiBuilder.group(Api, "strategies", (handlers) =>
  handlers.handle("list", () => Effect.succeed(views))
)
