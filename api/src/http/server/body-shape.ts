import { Option, Schema } from "effect"
import { echo } from "@tradetower/domain/echo"
import type { FieldProblem } from "../../../contract/index.ts"

/**
 * The most a JSON body may have. Every body of the contract stays far below: what is above is refused before anything
 * looks at its parts, so that no request holds up the others.
 */
const MOST = { text: 1_048_576, characters: 10_000, elements: 1_000, members: 200, depth: 16, values: 20_000 }

/** One value of a body and where it is. */
interface Place {
  readonly value: unknown
  readonly field: string
  readonly depth: number
}

const lengthProblem = ({ depth, value }: Place): string | undefined => {
  if (typeof value === "string") {
    if (value.length > MOST.characters) return `is ${value.length} characters long: at most ${MOST.characters} are read`
  } else if (typeof value === "object" && value !== null) {
    const [count, most, what] = Array.isArray(value)
      ? [value.length, MOST.elements, "elements"]
      : [Object.keys(value).length, MOST.members, "fields"]
    if (count > most) return `has ${count} ${what}: at most ${most} are read`
    if (depth > MOST.depth) return `lies ${depth} levels deep: at most ${MOST.depth} are read`
  }
  return undefined
}

/** What is too long, too many or too deep in a body that was parsed; `undefined` when nothing is. */
export const shapeProblem = (body: unknown): FieldProblem | undefined => {
  const places: Array<Place> = [{ value: body, field: "", depth: 0 }]
  for (let seen = 1; ; seen++) {
    const place = places.pop()
    if (place === undefined) return undefined
    if (seen > MOST.values) return { field: "", message: `has too many values: at most ${MOST.values} are read` }
    const message = lengthProblem(place)
    if (message !== undefined) return { field: echo(place.field), message }
    const { depth, field, value } = place
    if (typeof value !== "object" || value === null) continue
    for (const [name, inner] of Object.entries(value)) {
      if (name.length > MOST.characters) return { field: echo(name), message: "is too long a name" }
      places.push({ value: inner, field: field === "" ? name : `${echo(field)}.${name}`, depth: depth + 1 })
    }
  }
}

const parse = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Unknown))

const QUOTE = 34
const COMMA = 44
const BACKSLASH = 92
/** What opens lists and objects, and what closes them. */
const OPENING: ReadonlySet<number> = new Set([91, 123])
const CLOSING: ReadonlySet<number> = new Set([93, 125])

/** What is too deep or too many in a JSON text, before it is parsed: brackets cost the parser most. */
const textProblem = (text: string): FieldProblem | undefined => {
  let depth = 0
  let values = 1
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) quoted = !quoted
    else if (quoted) at += code === BACKSLASH ? 1 : 0
    else if (code === COMMA) values++
    else if (OPENING.has(code)) {
      values++
      depth++
    } else if (CLOSING.has(code)) depth--
    if (depth > MOST.depth + 1)
      return { field: "", message: `goes more than ${MOST.depth} levels deep: at most ${MOST.depth} are read` }
    // An empty list counts twice.
    if (values > 2 * MOST.values) return { field: "", message: `has too many values: at most ${MOST.values} are read` }
  }
  return undefined
}

/** As {@link shapeProblem}, of a body's text. That it can't be parsed is told by whoever decodes it. */
export const bodyProblem = (text: string): FieldProblem | undefined =>
  text.length > MOST.text
    ? { field: "", message: `has ${text.length} characters: at most ${MOST.text} are read` }
    : (textProblem(text) ?? Option.getOrUndefined(Option.map(parse(text), shapeProblem)))
