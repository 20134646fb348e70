import { SchemaIssue } from "effect"
import type { FieldProblem } from "../contract/index.ts"

const format = SchemaIssue.makeFormatterStandardSchemaV1()

/** What the schema says of a value that isn't there, in words for whoever sent it. */
const worded = (message: string): string => (message === "Missing key" ? "is missing" : message)

/** Where and what was wrong with a value, in its own field names: `settings.lowPrice`. */
export const fieldProblems = (issue: SchemaIssue.Issue): ReadonlyArray<FieldProblem> =>
  format(issue).issues.map(({ message, path }) => ({
    field: (path ?? []).map((part) => String(typeof part === "object" ? part.key : part)).join("."),
    message: worded(message)
  }))

/** The fields of some problems, for a sentence; those about the whole are left out. */
export const namesOf = (problems: ReadonlyArray<FieldProblem>): ReadonlyArray<string> => [
  ...new Set(problems.map(({ field }) => field).filter((field) => field !== ""))
]
