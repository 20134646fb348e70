import type { Problem } from "@tradetower/domain/bot"
import type { FieldProblem } from "../contract/index.ts"

/** A problem of settings by its field in a request, where the pair stands beside them. */
export const settingsField = ({ field, message }: Problem): FieldProblem => ({
  field: field === "symbol" ? field : `settings.${field}`,
  message
})
