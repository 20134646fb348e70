import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import type { SettingField } from "@tradetower/domain/field"
import { Strategy } from "@tradetower/domain/strategy"
import { SignedIn } from "./middleware.ts"

const plain = {
  name: Schema.String,
  title: Schema.String,
  description: Schema.String,
  unit: Schema.Literals(["QUOTE", "BASE", "PRICE", "PERCENT", "COUNT", "NONE"]),
  /** UNION: one of `variants`, told apart by `_tag`. LIST: from `min` to `max` times `item`. */
  kind: Schema.Literals(["DECIMAL", "COUNT", "FLAG", "CHOICE", "UNION", "LIST"]),
  choices: Schema.optionalKey(Schema.Array(Schema.String)),
  min: Schema.optionalKey(Schema.String),
  max: Schema.optionalKey(Schema.String),
  /** What an optional one is taken to be when it is left out. */
  default: Schema.optionalKey(Schema.String),
  optional: Schema.Boolean,
  advanced: Schema.Boolean,
  /** Of a group only the fields of one way are given. */
  either: Schema.optionalKey(
    Schema.Struct({ group: Schema.String, way: Schema.String, needed: Schema.optionalKey(Schema.Boolean) })
  ),
  /** Of use on a market of this kind only. */
  on: Schema.optionalKey(Schema.Literals(["SPOT", "FUTURES", "STOCKS"])),
  /** Can't be changed in a bot that was made; WHILE_RUNNING: not while it runs, adding funds changes it then. */
  kept: Schema.optionalKey(Schema.Literals(["FOR_GOOD", "WHILE_RUNNING"])),
  /** Of use only while another setting has this value. */
  when: Schema.optionalKey(Schema.Struct({ field: Schema.String, is: Schema.Union([Schema.String, Schema.Boolean]) }))
}

/** One setting as a form shows it. */
export interface FieldView extends Schema.Struct.Type<typeof plain> {
  readonly variants?: ReadonlyArray<VariantView>
  readonly item?: FieldView
}
/** One shape of a UNION. */
export interface VariantView {
  readonly tag: string
  readonly title: string
  readonly description: string
  readonly fields: ReadonlyArray<FieldView>
}
const again = Schema.suspend((): Schema.Codec<FieldView> => FieldView)
export const FieldView: Schema.Codec<FieldView> = Schema.Struct({
  ...plain,
  variants: Schema.optionalKey(
    Schema.Array(
      Schema.Struct({
        tag: Schema.String,
        title: Schema.String,
        description: Schema.String,
        fields: Schema.Array(again)
      })
    )
  ),
  item: Schema.optionalKey(again)
}).annotate({ identifier: "Field" })

/** A setting of the domain as the API tells of it. */
export const fieldView = ({ choices, item, kind, name, note, optional, variants }: SettingField): FieldView => ({
  name,
  title: note.title,
  description: note.description,
  unit: note.unit,
  kind,
  ...(choices !== undefined && { choices }),
  ...(note.min !== undefined && { min: note.min }),
  ...(note.max !== undefined && { max: note.max }),
  ...(note.default !== undefined && { default: note.default }),
  optional,
  advanced: note.advanced ?? false,
  ...(note.either !== undefined && { either: note.either }),
  ...(note.on !== undefined && { on: note.on }),
  ...(note.kept !== undefined && { kept: note.kept }),
  ...(note.when !== undefined && { when: note.when }),
  ...(variants !== undefined && {
    variants: variants.map(({ fields, ...words }) => ({ ...words, fields: fields.map(fieldView) }))
  }),
  ...(item !== undefined && { item: fieldView(item) })
})

export const StrategyView = Schema.Struct({
  strategy: Strategy,
  title: Schema.String,
  /** What it does. */
  sentence: Schema.String,
  /** When it works. */
  works: Schema.String,
  /** When it hurts. */
  hurts: Schema.String,
  /** What it can trade. */
  markets: Schema.Literals(["SPOT", "FUTURES", "BOTH"]),
  fields: Schema.Array(FieldView)
}).annotate({ identifier: "Strategy" })
export type StrategyView = typeof StrategyView.Type

/** What bots can do. */
export class StrategiesGroup extends HttpApiGroup.make("strategies")
  .add(
    HttpApiEndpoint.get("list", "/strategies", { success: Schema.Array(StrategyView) }).annotateMerge(
      OpenApi.annotations({ summary: "Strategies with the fields of their settings" })
    )
  )
  .middleware(SignedIn)
  .annotateMerge(OpenApi.annotations({ title: "Strategies" })) {}
