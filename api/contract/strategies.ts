import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { Strategy } from "@tradetower/domain"
import { SignedIn } from "./middleware.ts"

/** One setting as a form shows it. */
export const FieldView = Schema.Struct({
  name: Schema.String,
  title: Schema.String,
  description: Schema.String,
  unit: Schema.Literals(["QUOTE", "BASE", "PRICE", "PERCENT", "COUNT", "NONE"]),
  kind: Schema.Literals(["DECIMAL", "COUNT", "FLAG", "CHOICE"]),
  choices: Schema.optionalKey(Schema.Array(Schema.String)),
  min: Schema.optionalKey(Schema.String),
  max: Schema.optionalKey(Schema.String),
  optional: Schema.Boolean,
  advanced: Schema.Boolean
}).annotate({ identifier: "Field" })
export type FieldView = typeof FieldView.Type

export const StrategyView = Schema.Struct({
  strategy: Strategy,
  title: Schema.String,
  /** What it does. */
  sentence: Schema.String,
  /** When it works. */
  works: Schema.String,
  /** When it hurts. */
  hurts: Schema.String,
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
