import { Effect, Option, Schema } from "effect"
import { Wrong } from "./check.ts"

/** What a deployment answered. */
export interface Answer {
  readonly status: number
  /** Its media type, without parameters. */
  readonly type: string
  readonly text: string
}

/** Longest wait for one answer, ms: the site before the functions lets none take more than 45 s. */
const LONGEST = 50_000

const readProblem = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Struct({ detail: Schema.String })))

/** Who answers so may answer otherwise in a minute: a role not known yet, a site not there yet, a start under way. */
const mayPass = (status: number): boolean => [403, 404, 408, 429].includes(status) || status >= 500

/** Why there was no answer; words of `fetch` itself may hold a header. */
const whyOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause)
  if (cause.cause instanceof Error) return cause.cause.message
  return cause.name === "TimeoutError" ? `no answer within ${LONGEST / 1_000} s` : cause.name
}

/** One request; no redirect is followed. Neither address nor headers are told, for either may be a key. */
export const ask = (
  url: string,
  {
    body,
    headers = {},
    method = "GET"
  }: { body?: unknown; headers?: Readonly<Record<string, string>>; method?: string } = {}
): Effect.Effect<Answer, Wrong> =>
  Effect.tryPromise({
    try: async (signal): Promise<Answer> => {
      const response = await fetch(url, {
        method,
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(LONGEST)]),
        headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) })
      })
      const [type = ""] = (response.headers.get("content-type") ?? "").split(";")
      return { status: response.status, type, text: await response.text() }
    },
    catch: (cause) => new Wrong({ why: `not reached: ${whyOf(cause)}`, mayPass: true })
  })

/** What the API says of why it refused, where it was the API that did. */
export const problemIn = ({ text, type }: Answer): string | undefined =>
  type === "application/problem+json" ? Option.getOrUndefined(readProblem(text))?.detail : undefined

/** Refuses an answer of another status. */
export const expectStatus = (answer: Answer, ...right: ReadonlyArray<number>): Effect.Effect<Answer, Wrong> => {
  if (right.includes(answer.status)) return Effect.succeed(answer)
  const problem = problemIn(answer)
  const why = `answered ${answer.status}, not ${right.join(" or ")}${problem === undefined ? "" : `: ${problem}`}`
  return Effect.fail(new Wrong({ why, mayPass: mayPass(answer.status) }))
}
