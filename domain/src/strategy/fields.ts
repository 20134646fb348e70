import { fieldsIn, type SettingField } from "../field/fields.ts"
import { strategyNamed } from "./registry.ts"
import type { Strategy } from "./settings.ts"

/** The settings of a strategy in the order of its schema, from the schema's own annotations. */
export const fieldsOf = (strategy: Strategy): ReadonlyArray<SettingField> =>
  fieldsIn(strategyNamed(strategy).about.settings.ast)
