import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { fieldsOf, type SettingField, strategies, Strategy } from "@tradetower/domain"
import { Api, type FieldView, type StrategyView } from "../../contract/index.ts"

const fieldView = ({ choices, item, kind, name, note, optional, variants }: SettingField): FieldView => ({
  name,
  title: note.title,
  description: note.description,
  unit: note.unit,
  kind,
  ...(choices !== undefined && { choices }),
  ...(note.min !== undefined && { min: note.min }),
  ...(note.max !== undefined && { max: note.max }),
  optional,
  advanced: note.advanced ?? false,
  ...(note.either !== undefined && { either: note.either }),
  ...(note.when !== undefined && { when: note.when }),
  ...(variants !== undefined && {
    variants: variants.map(({ fields, ...words }) => ({ ...words, fields: fields.map(fieldView) }))
  }),
  ...(item !== undefined && { item: fieldView(item) })
})

/** What every strategy is and asks for; it never changes while we run. */
const views: ReadonlyArray<StrategyView> = Strategy.literals.map((strategy) => ({
  strategy,
  ...strategies[strategy],
  fields: fieldsOf(strategy).map(fieldView)
}))

export const StrategiesLive = HttpApiBuilder.group(Api, "strategies", (handlers) =>
  handlers.handle("list", () => Effect.succeed(views))
)
