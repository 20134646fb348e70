import type { NotPassed } from "./contract.ts"

/** Statuses that may be otherwise in a while; every other refusal is for good. */
const PASSING = new Set([0, 408, 425, 429])

/** A refusal of the API, or no answer at all (`status` 0). `message` is a sentence for the trader. */
export class Problem extends Error {
  readonly status: number
  /** Which fields were refused, and what would work. */
  readonly fields: ReadonlyArray<{ readonly field: string; readonly message: string }>
  /** Whether the same may work later: what says that it won't is never repeated. */
  readonly retryable: boolean

  /** What a bot did not pass, where that refused it. */
  readonly notPassed: NotPassed | undefined

  constructor(
    status: number,
    message: string,
    fields: Problem["fields"] = [],
    retryable = true,
    notPassed?: NotPassed
  ) {
    super(message)
    this.name = "Problem"
    this.status = status
    this.fields = fields
    this.notPassed = notPassed
    this.retryable = retryable && (status >= 500 || PASSING.has(status))
  }
}

interface ProblemBody extends Partial<NotPassed> {
  readonly title?: string
  readonly detail?: string
  readonly errors?: Problem["fields"]
  readonly retryable?: boolean
}

/** Reads a response that isn't a success as a {@link Problem} (RFC 9457 when it is one). */
export const problemOf = async (response: Response): Promise<Problem> => {
  const body = await response
    .json()
    .then((json: unknown) => (typeof json === "object" && json !== null ? (json as ProblemBody) : {}))
    .catch((): ProblemBody => ({}))
  const fallback = response.status >= 500 ? "The server can't answer just now." : "That didn't work."
  const { detail, errors = [], faults, retryable, rows, title } = body
  const notPassed = faults === undefined || rows === undefined ? undefined : { faults, rows }
  return new Problem(response.status, detail ?? title ?? fallback, errors, retryable, notPassed)
}

/** A sentence for whatever was thrown. */
export const sentenceOf = (error: unknown): string =>
  error instanceof Problem ? error.message : "Something unexpected happened on this page. Reload it."

/** What the API said about each setting or limit, by its name. */
export const refusedFields = (error: unknown): Readonly<Record<string, string>> =>
  error instanceof Problem
    ? Object.fromEntries(error.fields.map(({ field, message }) => [field.replace(/^(settings|risk)\./, ""), message]))
    : {}
