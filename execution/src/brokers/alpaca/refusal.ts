import { Option, Schema } from "effect"
import { isDecimal, minus } from "@tradetower/domain/number"
import type { Decimal } from "@tradetower/domain/number"
import type { RejectReason } from "@tradetower/domain/order"
import type { Answered } from "@tradetower/platform/wire/ask"
import { ErrorAnswer, ErrorDetails } from "./answers.ts"

/** What an answer other than a good one means. */
export type Refusal =
  /** Read, and refused. */
  | {
      readonly _tag: "Refused"
      readonly reason: RejectReason
      readonly message: string
      readonly missing?: { readonly asset: string; readonly amount: Decimal }
    }
  /** An order with this client id is there, or was. */
  | { readonly _tag: "Duplicate" }
  /** There is no such order, position or asset. */
  | { readonly _tag: "NotFound" }
  /** Cancelling came too late, or was asked for before: `surely`, where it says so; else it may be open as another one. */
  | { readonly _tag: "Ended"; readonly surely: boolean }
  /** The key is no good, or no good here. */
  | { readonly _tag: "KeyRefused" }
  | { readonly _tag: "TooMany" }
  /** It may have taken effect, if anything was asked for that has one. */
  | { readonly _tag: "Unclear"; readonly message: string }

const decode = Schema.decodeUnknownOption(ErrorAnswer)
const decodeDetails = Schema.decodeUnknownOption(ErrorDetails)

type Answer = ErrorAnswer & ErrorDetails

/** What Alpaca said, in its own shape; none of anything else. */
const saidIn = (body: Option.Option<unknown>): Option.Option<Answer> =>
  Option.flatMap(body, (value) =>
    Option.map(decode(value), (answer) => ({ ...Option.getOrElse(decodeDetails(value), () => ({})), ...answer }))
  )

/** An order was read and refused with one of these, and taken with none of them; of any other that is not known. */
const REFUSED_WITH = [400, 403, 422]

/** More of the broker's words than this is no sentence. */
const LONGEST = 300
const said = (message: string): string => `Alpaca refused it: ${message.slice(0, LONGEST)}`

const refused = (reason: RejectReason, message: string): Refusal => ({ _tag: "Refused", reason, message })

const unclear = (status: number, more = ""): Refusal => ({
  _tag: "Unclear",
  message: `Alpaca answered ${status}${more}`
})

/** By how much more was asked for than there is. */
const lack = (asset: string, asked: string | null | undefined, there: string | null | undefined) => {
  if (typeof asked !== "string" || typeof there !== "string" || !isDecimal(asked) || !isDecimal(there)) return {}
  const amount = minus(asked, there)
  return amount.startsWith("-") ? {} : { missing: { asset, amount } }
}

const BALANCE = /insufficient balance for (\w+) \(requested: ([\d.]+), available: ([\d.]+)\)/i
const QUANTITY = /insufficient qty available for order \(requested: ([\d.]+), available: ([\d.]+)\)/i

/** What was lacking, where it says so. */
const lacking = ({ available, buying_power, cost_basis, message }: Answer, base: string) => {
  const balance = BALANCE.exec(message)
  if (balance !== null) return lack(balance[1] ?? base, balance[2], balance[3])
  const quantity = QUANTITY.exec(message)
  if (quantity !== null) return lack(base, quantity[1], quantity[2] ?? available)
  return lack("USD", cost_basis, buying_power)
}

/** By code and text: one code stands for six different things. */
const byText: ReadonlyArray<readonly [RegExp, RejectReason]> = [
  [/potential wash trade/i, "OPPOSITE_ORDER"],
  [/insufficient ((day ?trading )?buying power|qty available|balance)/i, "INSUFFICIENT_FUNDS"],
  [/minimal amount of order|below (the )?min/i, "BELOW_MINIMUM"],
  [/not fractionable|sub-?penny|fractional orders must be/i, "INVALID"],
  [
    /extended hours|orders? (is|are) not eligible|market is closed|outside (of )?(market|regular|trading)/i,
    "MARKET_CLOSED"
  ],
  [/rejected by user request|not authorized to trade|jurisdiction/i, "EXCHANGE"],
  [/not (active|tradable)|halted/i, "INVALID"]
]

const refusal = (status: number, answer: Answer, base: string): Refusal => {
  const { existing_order_id, message, related_orders } = answer
  const code = answer.code ?? ""
  const words = said(message)
  if (/client_order_id must be unique/i.test(message)) return { _tag: "Duplicate" }
  if (code === "40310100") return refused("RISK_LIMIT", words)
  const reason = byText.find(([text]) => text.test(message))?.[1]
  if (reason === "OPPOSITE_ORDER")
    return refused(
      reason,
      `Alpaca takes it for a trade with yourself while your order ${existing_order_id ?? "of the other side"} rests: it can go once that has ended`
    )
  if (reason === "INSUFFICIENT_FUNDS") {
    const held = (related_orders ?? []).length
    const more = held === 0 ? "" : ` (${held} other orders hold some of it)`
    return { _tag: "Refused", reason, message: words + more, ...lacking(answer, base) }
  }
  if (reason !== undefined) return refused(reason, words)
  if (code.startsWith("400") || (status === 422 && code.startsWith("422"))) return refused("INVALID", words)
  return refused("EXCHANGE", words)
}

/**
 * What Alpaca means by an answer that is not a good one. Nothing is guessed: what is none of its own, or says that it is in
 * trouble itself, is unclear. `base`: what was asked for is of.
 */
export const meaningOf = ({ body, status }: Pick<Answered, "body" | "status">, base = ""): Refusal => {
  const answer = Option.getOrUndefined(saidIn(body))
  if (status === 401 || (status === 403 && answer?.message === "forbidden.")) return { _tag: "KeyRefused" }
  if (status === 429) return { _tag: "TooMany" }
  if (answer === undefined) return unclear(status, ", which can't be read")
  // Whoever stands between may know no such page: that is no word on an order.
  if (status === 404) return answer.code?.startsWith("404") === true ? { _tag: "NotFound" } : unclear(status)
  return REFUSED_WITH.includes(status) ? refusal(status, answer, base) : unclear(status)
}

/** An order in such a state has ended, or will. */
const OVER = /"(filled|canceled|expired|rejected)"|pending[ _]cancel/i

/** The same of a cancel: too late is no error. */
export const meaningOfCancel = (answered: Pick<Answered, "body" | "status">): Refusal => {
  const meaning = meaningOf(answered)
  const code = Option.getOrUndefined(saidIn(answered.body))?.code ?? ""
  if (meaning._tag !== "Refused" || answered.status !== 422 || !code.startsWith("422")) return meaning
  return { _tag: "Ended", surely: OVER.test(meaning.message) }
}
