import { Effect, type Option, Redacted, Schema } from "effect"
import { isAllowed } from "./allowed.ts"
import { NotAnswered, notAnswered } from "./not-answered.ts"

/** One request to a broker or venue. */
export interface Asked {
  readonly url: string
  /** The only hosts the adapter may speak to: `hostsOf` its own addresses. */
  readonly allowedHosts: ReadonlyArray<string>
  /** How long an answer may take, ms, its body included. */
  readonly within: number
  readonly headers?: Readonly<Record<string, string | Redacted.Redacted>>
}

/** What was answered, of whatever status: what a status means is the adapter's to say. */
export interface Answered {
  readonly status: number
  /** Undefined where it is no JSON: a page of whoever stands between, or of a server in trouble. */
  readonly body: Option.Option<unknown>
  /** When it may be asked again, ms from now, where it says so. */
  readonly retryAfter: number | undefined
}

/** Longer than this nobody is believed, ms. */
const LONGEST_WAIT = 300_000
/** What an answer calls itself, for whoever asks its sender about it. */
const NAMES = ["x-request-id", "request-id", "cf-ray"]

const readJson = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Unknown))

/** `Retry-After`, or when the limit begins anew, both in seconds. */
const retryAfterIn = (headers: Headers): number | undefined => {
  const seconds = Number(headers.get("retry-after") ?? headers.get("x-ratelimit-reset") ?? NaN)
  return seconds > 0 ? Math.min(seconds * 1_000, LONGEST_WAIT) : undefined
}

/**
 * Asks once, and says whether the question left where no answer comes. Goes nowhere but to the adapter's own hosts, also
 * where it is sent elsewhere. The trace has host, status and the answer's own id; address, headers and body are in no
 * trace, log or error.
 */
export const ask = Effect.fn("Wire.ask")(function* ({
  allowedHosts,
  headers = {},
  url,
  within
}: Asked): Effect.fn.Return<Answered, NotAnswered> {
  const host = URL.parse(url)?.host ?? "no address"
  yield* Effect.annotateCurrentSpan("host", host)
  if (!isAllowed(url, allowedHosts)) return yield* new NotAnswered({ host, sent: "NO", obstacle: "FOREIGN_HOST" })
  const { id, ...answer } = yield* Effect.tryPromise({
    try: async (signal) => {
      const response = await fetch(url, {
        headers: {
          accept: "application/json",
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
        body: readJson(await response.text()),
        retryAfter: retryAfterIn(response.headers),
        id: NAMES.map((name) => response.headers.get(name)).find((name) => name !== null)
      }
    },
    catch: (error) => notAnswered(host, error)
  })
  yield* Effect.annotateCurrentSpan("status", answer.status)
  if (id !== undefined) yield* Effect.annotateCurrentSpan("requestId", id)
  return answer
})
