import { Option, Schema } from "effect"
import type { RejectReason } from "@tradetower/domain/order"
import type { Answered } from "@tradetower/platform/wire/ask"
import { ErrorAnswer } from "./answers.ts"

/** What an answer other than a good one means. */
export type Refusal =
  /** Read, and refused. */
  | { readonly _tag: "Refused"; readonly reason: RejectReason; readonly message: string; readonly code: string }
  /** There is no such order, position or instrument. */
  | { readonly _tag: "NotFound" }
  /** The token is no good any more; nothing was read. */
  | { readonly _tag: "SignedOut" }
  /** The grant may not do that, or not in this account; or its owner has something to settle first. */
  | { readonly _tag: "Forbidden"; readonly message: string }
  /** It does not serve the version that was asked for. */
  | { readonly _tag: "Version" }
  | { readonly _tag: "TooMany" }
  /** It may have taken effect, if anything was asked for that has one. */
  | { readonly _tag: "Unclear"; readonly message: string }

const decode = Schema.decodeUnknownOption(ErrorAnswer)

/** More of the broker's words than this is no sentence. */
const LONGEST = 300

/** By code, of which some are known and many are not: words change. */
const byCode: ReadonlyArray<readonly [RegExp, RejectReason]> = [
  [/margin_check_failed|buying_power|insufficient_funds|cannot_afford/, "INSUFFICIENT_FUNDS"],
  [/position_effect|exceeds_position|closing_quantity|cannot_close/, "REDUCE_ONLY"],
  [/market_closed|session_closed|outside_(of_)?(trading|market)|not_open/, "MARKET_CLOSED"],
  [/closing_only|too_close_to_expiration|not_enabled|not_permitted_for_account|risk_reducing/, "RISK_LIMIT"],
  [/gtc_market_orders_not_supported|tick|increment|price|quantity|validation|invalid/, "INVALID"]
]

/** Nothing goes before its owner has done that. */
const UNCONFIRMED = "unconfirmed_user"

/** What tastytrade means by an answer that is not a good one. Nothing is guessed: what is none of its own is unclear. */
export const meaningOf = ({ body, status }: Pick<Answered, "body" | "status">): Refusal => {
  const answer = Option.getOrUndefined(Option.flatMap(body, decode))?.error
  if (status === 401) return { _tag: "SignedOut" }
  if (status === 429) return { _tag: "TooMany" }
  if (status === 406) return { _tag: "Version" }
  if (answer === undefined || status < 400 || status >= 500 || status === 408)
    return {
      _tag: "Unclear",
      message: `tastytrade answered ${status}${answer === undefined ? ", which can't be read" : ""}`
    }
  const nested = answer.errors ?? []
  const codes = [answer.code ?? "", ...nested.map(({ code, reason }) => code ?? reason ?? "")].filter(
    (one) => one !== ""
  )
  if (codes.includes(UNCONFIRMED))
    return { _tag: "Forbidden", message: "tastytrade waits for you to confirm your e-mail address there" }
  if (status === 403)
    return {
      _tag: "Forbidden",
      message: "tastytrade does not let this grant do that: it needs the rights to read and to trade, in this account"
    }
  if (status === 404) return { _tag: "NotFound" }
  if (codes.length === 0) return { _tag: "Unclear", message: `tastytrade answered ${status} without saying why` }
  // What is nested says more than what it is nested in.
  const inner = codes.length > 1 ? codes.slice(1) : codes
  const reason = inner.flatMap((code) => byCode.find(([known]) => known.test(code))?.[1] ?? [])[0] ?? "EXCHANGE"
  const words = nested.map(({ message }) => message ?? "").filter((one) => one !== "")
  const said = (words.length > 0 ? words.join("; ") : (answer.message ?? inner.join(", "))).slice(0, LONGEST)
  return { _tag: "Refused", reason, message: `tastytrade refused it: ${said}`, code: inner[0] ?? "" }
}
