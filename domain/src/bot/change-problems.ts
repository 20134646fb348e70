import { compare } from "../number/decimal-arithmetic.ts"
import { fieldsIn, type SettingField } from "../field/fields.ts"
import type { Settings } from "./state.ts"
import type { About } from "./strategy.ts"
import type { Problem } from "./plan.ts"

/** `"1000"` and `"1000.00"` are one amount. */
const same = ({ kind }: SettingField, before: unknown, after: unknown): boolean =>
  before === after ||
  // What is not said is not so.
  (kind === "FLAG" && (before ?? false) === (after ?? false)) ||
  (kind === "DECIMAL" && typeof before === "string" && typeof after === "string" && compare(before, after) === 0)

const WORDS = {
  FOR_GOOD: "can't change after creation: create another bot",
  WHILE_RUNNING: "is not changed while the bot runs: add funds to it instead"
} as const

/**
 * Why a change of a bot's settings is refused (LIFE-7), by what its fields say is kept; empty when it is not. `running`:
 * it has a run that goes on.
 */
export const keptProblems = (
  { settings }: Pick<About, "settings">,
  before: Settings,
  after: Settings,
  running: boolean = true
): ReadonlyArray<Problem> => {
  if (before._tag !== after._tag)
    return [{ field: "_tag", message: "a bot keeps its strategy: create another bot for another one" }]
  const [was, is] = [before, after].map((all) => new Map<string, unknown>(Object.entries(all)))
  return fieldsIn(settings.ast).flatMap((field) => {
    const { kept } = field.note
    if (kept === undefined || (kept === "WHILE_RUNNING" && !running)) return []
    return same(field, was?.get(field.name), is?.get(field.name)) ? [] : [{ field: field.name, message: WORDS[kept] }]
  })
}
