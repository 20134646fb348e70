import { Schema } from "effect"
import { list } from "./list.ts"

type SettingsOf<Listed extends ReadonlyArray<{ readonly about: { readonly settings: unknown } }>> = {
  readonly [I in keyof Listed]: Listed[I]["about"]["settings"]
}

// One for each that is listed, in the same order, which `map` can't say.
const schemas = list.map(({ about }) => about.settings) as unknown as SettingsOf<typeof list>

/** What a trader sets. One schema is validation, form and API documentation. */
export const BotSettings = Schema.Union(schemas).annotate({ identifier: "BotSettings" })
export type BotSettings = typeof BotSettings.Type

/** The tags of their settings name the strategies. */
export const Strategy = Schema.Literals(BotSettings.members.map(({ fields }) => fields._tag.schema.literal))
export type Strategy = typeof Strategy.Type
