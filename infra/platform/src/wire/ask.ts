import { Clock, Effect, type Option, Redacted, Schema } from "effect"
import { isAllowed } from "./allowed.ts"
import { NotAnswered, notAnswered } from "./not-answered.ts"
import { readText } from "./read-text.ts"
import { retryAfterIn } from "./retry-after.ts"

/** One request to a broker or venue. */
export interface Asked {
  readonly url: string
  /** The only hosts the adapter may speak to: `hostsOf` its own addresses. */
  readonly allowedHosts: ReadonlyArray<string>
  /** How long an answer may take, ms, its body included. */
  readonly within: number
  readonly headers?: Readonly<Record<string, string | Redacted.Redacted>>
  /** Default: GET. */
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  /** What is sent, byte for byte: a text is JSON, what bytes are is said in the headers. */
  readonly body?: string | Uint8Array<ArrayBuffer>
  /** Reads what was answered: none where it can't be read. Default: as JSON. */
  readonly read?: (text: string) => Option.Option<unknown>
}

/** What was answered, of whatever status: what a status means is the adapter's to say. */
export interface Answered {
  readonly status: number
  /** Undefined where it is no JSON: a page of whoever stands between, or of a server in trouble. */
  readonly body: Option.Option<unknown>
  /** When it may be asked again, ms from now, where it says so. */
  readonly retryAfter: number | undefined
}

/** The most that one answer may have, bytes: a list of everything that a broker trades is a few of its millions. */
const MOST = 32_000_000

/** What an answer calls itself, for whoever asks its sender about it. */
const NAMES = ["x-request-id", "request-id", "cf-ray"]

const readJson = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Unknown))

/**
 * Asks once, and says whether the question left where no answer comes. Goes nowhere but to the adapter's own hosts, also
 * where it is sent elsewhere. The trace has host, status and the answer's own id; address, headers and body are in no
 * trace, log or error.
 */
export const ask = Effect.fn("Wire.ask")(function* ({
  allowedHosts,
  body,
  headers = {},
  method = "GET",
  read = readJson,
  url,
  within
}: Asked): Effect.fn.Return<Answered, NotAnswered> {
  const host = URL.parse(url)?.host ?? "no address"
  const clock = yield* Clock.Clock
  yield* Effect.annotateCurrentSpan({ host, method })
  if (!isAllowed(url, allowedHosts)) return yield* new NotAnswered({ host, sent: "NO", obstacle: "FOREIGN_HOST" })
  const { id, ...answer } = yield* Effect.tryPromise({
    try: async (signal) => {
      const response = await fetch(url, {
        method,
        ...(body !== undefined && { body }),
        headers: {
          accept: "application/json",
          ...(typeof body === "string" && { "content-type": "application/json" }),
          ...Object.fromEntries(
            Object.entries(headers).map(([name, value]) => [
              name,
              Redacted.isRedacted(value) ? Redacted.value(value) : value
            ])
          )
        },
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(within)])
      })
      return {
        status: response.status,
        body: read(await readText(response, MOST)),
        retryAfter: retryAfterIn(response.headers, clock.currentTimeMillisUnsafe()),
        id: NAMES.map((name) => response.headers.get(name)).find((name) => name !== null)
      }
    },
    catch: (error) => notAnswered(host, error)
  })
  yield* Effect.annotateCurrentSpan("status", answer.status)
  if (id !== undefined) yield* Effect.annotateCurrentSpan("requestId", id)
  return answer
})
