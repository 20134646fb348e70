import { Schema } from "effect"

/**
 * No answer came. `sent: "NO"`: the request never left, so it took no effect and may be sent again; `"MAYBE"`: it may have
 * taken effect, so what must not happen twice is looked up first. Says nothing of what was asked.
 */
export class NotAnswered extends Schema.TaggedError<NotAnswered>()("NotAnswered", {
  host: Schema.String,
  sent: Schema.Literals(["NO", "MAYBE"]),
  /** What was in the way: a code of the system (`ECONNREFUSED`), `TIMED_OUT`, `FOREIGN_HOST`, or `UNKNOWN`. */
  obstacle: Schema.String
}) {
  override get message(): string {
    return `${this.host} gave no answer (${this.obstacle})`
  }
}

/** The name was not found, nobody took the connection, or TLS did not come about: nothing of the request left. */
const NEVER_LEFT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|EADDRNOTAVAIL|EPROTO|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.+|ERR_SSL_.+|CERT_.+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.+)$/

const codesOf = (error: unknown): ReadonlyArray<string> => {
  if (!(error instanceof Error)) return []
  if (error.name === "TimeoutError") return ["TIMED_OUT"]
  const own = "code" in error && typeof error.code === "string" ? [error.code] : []
  // Of several addresses that were tried each has its own.
  const tried: ReadonlyArray<unknown> = error instanceof AggregateError ? error.errors : []
  return [...own, ...tried.flatMap(codesOf), ...codesOf(error.cause)]
}

/** What it says of a request that `fetch` threw that error for it. */
export const notAnswered = (host: string, error: unknown): NotAnswered => {
  const codes = codesOf(error)
  return new NotAnswered({
    host,
    sent: codes.length > 0 && codes.every((code) => NEVER_LEFT.test(code)) ? "NO" : "MAYBE",
    obstacle: codes[0] ?? "UNKNOWN"
  })
}
