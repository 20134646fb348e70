import { readFileSync } from "node:fs"
import { Schema } from "effect"
import { fieldProblems, problemText, strictly } from "@tradetower/domain/field-problems"
import { plainNumber } from "@tradetower/domain/number"
import { BotSettings, fieldsOf, Strategy } from "@tradetower/domain/strategy"
import { wrong } from "./command-line.ts"

const isStrategy = Schema.is(Strategy)
const decode = Schema.decodeUnknownResult(BotSettings, strictly)

type Json = Readonly<Record<string, unknown>>

const settingsIn = (json: unknown, file: string): Json => {
  const settings = typeof json === "object" && json !== null && "settings" in json ? json.settings : json
  if (typeof settings !== "object" || settings === null || Array.isArray(settings))
    throw wrong(`${file} holds no settings: it should be an object such as {"investment": "1000", ...}`)
  return { ...settings }
}

const readText = (file: string): string => {
  try {
    return readFileSync(file, "utf8")
  } catch {
    throw wrong(`--config ${file} can't be read: give the path of the bot's settings`)
  }
}

const parse = (text: string, file: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw wrong(`${file} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
}

/** What a reviver hears besides the value: the digits of a number as they were written. */
type Revive = (name: string, value: unknown, context: { readonly source?: string }) => unknown

/** The same, with numbers in these fields as text, digit for digit: none is rounded on its way. */
const withDecimals = (text: string, decimals: ReadonlySet<string>): unknown => {
  const revive: Revive = (name, value, { source }) =>
    typeof value === "number" && decimals.has(name) ? plainNumber(source ?? String(value)) : value
  // TypeScript's library does not know of the third argument yet.
  return JSON.parse(text, revive as (name: string, value: unknown) => unknown)
}

/** The settings in a file; amounts may be written as numbers, and what has a default may be left out. */
export const readConfig = (file: string, wanted: Strategy | undefined): BotSettings => {
  const text = readText(file)
  const tag = settingsIn(parse(text, file), file)["_tag"] ?? wanted
  if (!isStrategy(tag)) throw wrong(`${file} does not say its strategy: add --strategy, or "_tag" in the file`)
  if (wanted !== undefined && tag !== wanted) throw wrong(`${file} is of a ${tag} bot, and --strategy says ${wanted}`)
  const decimals = new Set(fieldsOf(tag).flatMap(({ kind, name }) => (kind === "DECIMAL" ? [name] : [])))
  const read = decode({ ...settingsIn(withDecimals(text, decimals), file), _tag: tag })
  if (read._tag === "Success") return read.success
  const said = fieldProblems(read.failure.issue).map(problemText)
  throw wrong(`${file} holds settings that can't be used:\n${said.map((one) => `  ${one}`).join("\n")}`)
}
