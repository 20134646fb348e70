import { type Effect, type Redacted, Schema } from "effect"
import type { AlertKind, Severity } from "@tradetower/domain/alert-kind"
import type { AlertChannel, AlertWay } from "@tradetower/platform"

/** One message to a trader. */
export interface AlertMessage {
  /** The same where it is sent a second time. */
  readonly id: string
  readonly kind: AlertKind
  readonly severity: Severity
  /** Of which bot it is, or what sends it. */
  readonly title: string
  /** What happened, a line each. */
  readonly lines: ReadonlyArray<string>
  /** Where to look at it. */
  readonly url: string
  /** What can be done about it, each once and after a question. */
  readonly links: ReadonlyArray<{ readonly title: string; readonly url: string }>
  readonly at: number
}

/** A message did not go out. `reason` is for the trader, and what to do where waiting does not help; no secret is in it. */
export class NotDelivered extends Schema.TaggedError<NotDelivered>()("NotDelivered", {
  reason: Schema.String,
  retryable: Schema.Boolean,
  /** When it may be tried again, ms from now, where that was said. */
  retryAfter: Schema.optionalKey(Schema.Number),
  /** Whoever it is for is gone for good. */
  gone: Schema.optionalKey(Schema.Literal(true))
}) {
  override get message(): string {
    return this.reason
  }
}

/** What opens a channel, by its names. */
export type ChannelSecret = Redacted.Redacted<Readonly<Record<string, string>>>

/** Sends on one way. At least once: what can be told apart by `id` where it arrives is. */
export type Send<W extends AlertWay["_tag"]> = (
  message: AlertMessage,
  channel: AlertChannel & { readonly way: Extract<AlertWay, { readonly _tag: W }> },
  secret: ChannelSecret
) => Effect.Effect<void, NotDelivered>

/** Ends an answer that says no, by its status: what waiting mends, and what not. */
export const refusedBy = (who: string, status: number, words: string, retryAfter?: number): NotDelivered => {
  const retryable = status === 408 || status === 425 || status === 429 || status >= 500
  return new NotDelivered({
    reason: `${who} refused it (${status}${words === "" ? "" : `: ${words}`})`,
    retryable,
    ...(retryable && retryAfter !== undefined && { retryAfter })
  })
}

/** The longest word of somebody else that is passed on. */
const LONGEST = 120
export const inShort = (text: unknown): string =>
  typeof text === "string" ? text.replaceAll(/\s+/g, " ").slice(0, LONGEST) : ""
