import { inspect } from "node:util"
import { Cause, Inspectable, Redacted } from "effect"

const SECRET_NAME = /token|secret|password|authorization|api-?key|credential|cookie/i
// A signed token is looked for once a word, however often the word begins like one: no text takes the square of its length.
const SECRET_TEXT =
  /((?:access_token|token|secret|password|key)=)[^&\s"']+|(bearer\s+)\S+|(?<![\w-])(?=[\w-]*eyJ)[\w-]+\.[\w-]+\.[\w-]+/gi

/** Takes what looks like a secret out of a text: query parameters, bearer tokens, signed tokens. */
export const scrub = (text: string): string =>
  text.replace(SECRET_TEXT, (_, query, bearer) => `${query ?? bearer ?? ""}<redacted>`)

/** A value as it may be shown: secrets by name or by type are left out. */
export const shown = (name: string, value: unknown): unknown => {
  if (SECRET_NAME.test(name) || Redacted.isRedacted(value)) return "<redacted>"
  if (typeof value === "number" || typeof value === "boolean") return value
  return scrub(typeof value === "string" ? value : Inspectable.toStringUnknown(value, 0))
}

export const shownAll = (attributes: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, shown(name, value)]))

const partText = (part: unknown): unknown =>
  Cause.isCause(part) ? Cause.pretty(part) : part instanceof Error ? String(part) : part

/** What was logged, as one text; an error as its name and message. */
export const messageText = (message: unknown): string =>
  (Array.isArray(message) ? message : [message]).map((part) => String(shown("", partText(part)))).join(" ")

/** One line for a terminal: `17:40:12.031 WARN  what happened  name=value`. */
export const logLine = (
  at: Date,
  level: string,
  message: string,
  attributes: Readonly<Record<string, unknown>>
): string => {
  const pairs = Object.entries(attributes).map(([name, value]) => ` ${name}=${String(value)}`)
  return `${at.toISOString().slice(11, 23)} ${level.toUpperCase().padEnd(5)} ${message}${pairs.length > 0 ? ` ${pairs.join("")}` : ""}`
}

/** The last line of a process, with the whole trace of what ends it. */
export const fatalLine = (at: Date, message: string, cause: unknown): string =>
  logLine(at, "Fatal", scrub(`${message}\n${inspect(cause)}`), {})
