import { SchemaIssue } from "effect"
import { echo, echoing } from "./echo.ts"
import { nearest } from "./nearest.ts"
import type { Problem } from "./bot/plan.ts"

/** How what people wrote is read: nothing is passed over, and more than one problem is told. */
export const strictly = { errors: "all", onExcessProperty: "error" } as const

const format = SchemaIssue.makeFormatterStandardSchemaV1()

type Path = ReadonlyArray<PropertyKey | { readonly key: PropertyKey }>
const fieldAt = (path: Path): string => path.map((part) => String(typeof part === "object" ? part.key : part)).join(".")

/** The fields nobody knows, each with the names known in its place. */
const unknownIn = (issue: SchemaIssue.Issue, path: Path): ReadonlyArray<readonly [string, ReadonlyArray<string>]> => {
  if ("issues" in issue) return issue.issues.flatMap((inner) => unknownIn(inner, path))
  if (issue._tag === "Pointer") return unknownIn(issue.issue, [...path, ...issue.path])
  if ("issue" in issue) return unknownIn(issue.issue, path)
  if (issue._tag !== "UnexpectedKey") return []
  const known = "propertySignatures" in issue.ast ? issue.ast.propertySignatures.map(({ name }) => String(name)) : []
  return [[fieldAt(path), known]]
}

const unknown = (field: string, known: ReadonlyArray<string>): string => {
  const meant = nearest(field.slice(field.lastIndexOf(".") + 1), known)
  return meant === undefined ? "is not known" : `is not known: did you mean ${meant}?`
}

/** Of a value that is no text and is to be some. */
export const NO_TEXT = "must be text, in quotes"

/** What the schema says of a value that isn't there or no text, in words for whoever sent it. */
const worded = (message: string): string =>
  message === "Missing key" ? "is missing" : message === "Expected string" ? NO_TEXT : message

/** Problems told of one value: whoever has more mends these first. */
const MOST_TOLD = 20

/**
 * Where and what was wrong with a value, in its own field names; of a field nobody knows, which one may be meant. The
 * first twenty of them, none with more than a hundred characters of what was written.
 */
export const fieldProblems = (issue: SchemaIssue.Issue): ReadonlyArray<Problem> => {
  const strangers = new Map(unknownIn(issue, []))
  return format(issue)
    .issues.slice(0, MOST_TOLD)
    .map(({ message, path }) => {
      const field = fieldAt(path ?? [])
      const known = strangers.get(field)
      return { field: echo(field), message: known === undefined ? echoing(worded(message)) : unknown(field, known) }
    })
}

/** A problem with its field's path: `"settings.lowPrice is missing"`, `"name: give it a name"`. */
export const problemText = ({ field, message }: Problem): string =>
  field === "" ? message : /^(is|must|can't) /.test(message) ? `${field} ${message}` : `${field}: ${message}`

/** The fields of some problems, for a sentence; those about the whole are left out. */
export const fieldNames = (problems: ReadonlyArray<Problem>): ReadonlyArray<string> => [
  ...new Set(problems.map(({ field }) => field).filter((field) => field !== ""))
]
