import {
  CANCELLED,
  TOO_FAST,
  isNumberUsed,
  isReadOnly,
  isUnsent,
  isWarning,
  plainWords,
  reasonByCode
} from "./codes.ts"
import type { Told } from "./words.ts"
import type { RejectReason } from "@tradetower/domain/order"

/** What a gateway said of an order that was sent under a number. */
export type LegAnswer =
  /** It is there, in the broker's word for how it stands. */
  | { readonly _tag: "Taken"; readonly word: string }
  /** In its words. */
  | { readonly _tag: "Refused"; readonly words: string; readonly reason?: RejectReason }
  /** Another order has the number, or had it. */
  | { readonly _tag: "Used" }
  | { readonly _tag: "ReadOnly" }
  | { readonly _tag: "TooFast" }
  /** It may be there. */
  | { readonly _tag: "Unknown"; readonly words: string }

/** It went out and nobody confirmed it, or it may become active yet: no answer. */
const unanswered = new Set(["PendingSubmit", "ApiPending", "ApiUpdate", "Inactive", "Unknown", ""])

/** What is told of an order by its number; undefined where that is no answer to it. */
export const legAnswer = (told: Told, number: number): LegAnswer | undefined => {
  if (told._tag === "openOrder" || told._tag === "orderStatus") {
    const word = told._tag === "openOrder" ? told.state.status : told.status
    return told.number !== number || unanswered.has(word) ? undefined : { _tag: "Taken", word }
  }
  if (told._tag !== "fault" || told.about !== number || isWarning(told.code)) return undefined
  const { code, text } = told
  if (isNumberUsed(code)) return { _tag: "Used" }
  if (isReadOnly(code, text)) return { _tag: "ReadOnly" }
  if (code === TOO_FAST) return { _tag: "TooFast" }
  if (isUnsent(code)) return { _tag: "Unknown", words: plainWords(text) }
  // It is there, and was ended at once.
  if (code === CANCELLED) return { _tag: "Taken", word: "Cancelled" }
  const reason = reasonByCode(code)
  return { _tag: "Refused", words: `${plainWords(text)} (${code})`, ...(reason !== undefined && { reason }) }
}
