import { Schema } from "effect"
import { TooLong } from "./read-text.ts"

/**
 * No answer came. `sent: "NO"`: the request never left, so it took no effect and may be sent again; `"MAYBE"`: it may have
 * taken effect, so what must not happen twice is looked up first. Says nothing of what was asked.
 */
export class NotAnswered extends Schema.TaggedError<NotAnswered>()("NotAnswered", {
  host: Schema.String,
  sent: Schema.Literals(["NO", "MAYBE"]),
  /** What was in the way: a code of the system (`ECONNREFUSED`), `TIMED_OUT`, `FOREIGN_HOST`, `TOO_LONG`, or `UNKNOWN`. */
  obstacle: Schema.String
}) {
  override get message(): string {
    return `${this.host} gave no answer (${this.obstacle})`
  }
}

/**
 * Nobody took the connection, or TLS did not come about: nothing of the request left. A code that a connection may end
 * with later, too, is none of these.
 */
const NEVER_LEFT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_UNSUPPORTED_PROTOCOL|ERR_SSL_.*HANDSHAKE_FAILURE|ERR_TLS_CERT_.+|CERT_.+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.+)$/

interface Obstacle {
  readonly code: string
  readonly left: boolean
}

const obstaclesOf = (error: unknown): ReadonlyArray<Obstacle> => {
  if (!(error instanceof Error)) return []
  if (error.name === "TimeoutError") return [{ code: "TIMED_OUT", left: true }]
  if (error instanceof TooLong) return [{ code: "TOO_LONG", left: true }]
  const own =
    "code" in error && typeof error.code === "string"
      ? [{ code: error.code, left: !(isConnecting(error) || NEVER_LEFT.test(error.code)) }]
      : []
  // Of several addresses that were tried each has its own.
  const tried: ReadonlyArray<unknown> = error instanceof AggregateError ? error.errors : []
  return [...own, ...tried.flatMap(obstaclesOf), ...obstaclesOf(error.cause)]
}

const isConnecting = (error: Error): boolean => "syscall" in error && error.syscall === "connect"

/** What it says of a request that `fetch` threw that error for it. */
export const notAnswered = (host: string, error: unknown): NotAnswered => {
  const obstacles = obstaclesOf(error)
  return new NotAnswered({
    host,
    sent: obstacles.length > 0 && obstacles.every(({ left }) => !left) ? "NO" : "MAYBE",
    obstacle: obstacles[0]?.code ?? "UNKNOWN"
  })
}
