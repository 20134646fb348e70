import { readFileSync } from "node:fs"
import { Schema } from "effect"
import { BotSettings, fieldProblems, fieldsOf, problemText, Strategy, strictly } from "@tradetower/domain"
import { wrong } from "../command-line.ts"

const isStrategy = Schema.is(Strategy)
const decode = Schema.decodeUnknownResult(BotSettings, strictly)

const readJson = (file: string): Record<string, unknown> => {
  let text: string
  try {
    text = readFileSync(file, "utf8")
  } catch {
    throw wrong(`--config ${file} can't be read: give the path of the bot's settings`)
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw wrong(`${file} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
  const settings = typeof json === "object" && json !== null && "settings" in json ? json.settings : json
  if (typeof settings !== "object" || settings === null || Array.isArray(settings))
    throw wrong(`${file} holds no settings: it should be an object such as {"investment": "1000", ...}`)
  return { ...settings }
}

/** The settings in a file; amounts may be written as numbers, and what has a default may be left out. */
export const readConfig = (file: string, wanted: Strategy | undefined): BotSettings => {
  const json = readJson(file)
  const tag = json["_tag"] ?? wanted
  if (!isStrategy(tag)) throw wrong(`${file} does not say its strategy: add --strategy, or "_tag" in the file`)
  if (wanted !== undefined && tag !== wanted) throw wrong(`${file} is of a ${tag} bot, and --strategy says ${wanted}`)
  const decimals = new Set(fieldsOf(tag).flatMap(({ kind, name }) => (kind === "DECIMAL" ? [name] : [])))
  const given = Object.entries({ ...json, _tag: tag })
  const settings = given.map(([name, value]) => [
    name,
    decimals.has(name) && typeof value === "number" ? String(value) : value
  ])
  const read = decode(Object.fromEntries(settings))
  if (read._tag === "Success") return read.success
  const said = fieldProblems(read.failure.issue).map(problemText)
  throw wrong(`${file} holds settings that can't be used:\n${said.map((one) => `  ${one}`).join("\n")}`)
}
