import { isZero } from "@tradetower/domain/number"
import type { Market, Order, Summary } from "../client/contract.ts"
import { trimmed } from "../format/number.ts"
import { clockOf, span } from "../format/time.ts"

type LookUp = NonNullable<Order["lookUp"]>

const ifMissing: Record<LookUp["ifMissing"], string> = {
  SEND: "it is sent again, under the same id",
  CANCEL: "it counts as taken back",
  REFUSE: "its bot is told so"
}

/** What is known of an order of unknown outcome. */
const knownWords = ({ found, says }: LookUp): string => {
  switch (found) {
    case "NO_ANSWER":
      return `It could not be looked up${says === undefined ? "" : `: ${says.replace(/[.]$/, "")}`}.`
    case "UNLISTED":
      return "It is not there, or not yet."
    case "UNDECIDED":
      return "It is there, and its exchange can’t tell how it stands."
  }
}

/** When it is looked up again. `now`: absent without a connection, when nothing is counted down. */
const nextWords = ({ at, looks, next }: LookUp, now: number | undefined): string => {
  const so = `Looked up ${looks === 1 ? "once" : `${looks} times`}`
  if (now === undefined) return `${so}, again at ${clockOf(next)} as far as is known.`
  // A page whose clock is off shows no more than there was to wait.
  const left = Math.min(next - now, next - at)
  return left < 1_000 ? `${so}, again right now.` : `${so}, again in ${span(left)}, at ${clockOf(next)}.`
}

/** What is known of an order of unknown outcome, what happens next and when, in sentences. */
export const lookUpWords = (lookUp: LookUp | undefined, now: number | undefined): string => {
  if (lookUp === undefined) return "It is being looked up."
  const { found, missingFrom, next } = lookUp
  const from = missingFrom <= next ? "then" : `at ${clockOf(missingFrom)} or later`
  const then =
    found === "UNDECIDED"
      ? ""
      : ` Not found ${from}, it never arrived: ${ifMissing[lookUp.ifMissing]}. Found, its bot goes on with it.`
  return `${knownWords(lookUp)} ${nextWords(lookUp, now)}${then}`
}

/** What is known of an order that is to be taken back, and what happens next, in sentences. `since`: when it was asked, ms. */
export const takeBackWords = (since: number): string =>
  `No answer has come since ${clockOf(since)}. It is asked again every few seconds until one comes; meanwhile it may still trade, and what it reserves stays reserved.`

/** What orders of unknown outcome hold back, as `640.26 USD and 0.1 BTC`; undefined where it is nothing. */
export const unknownHoldWords = (
  hold: Summary["unknownHold"],
  { base, quote }: Pick<Market["instrument"], "base" | "quote">
): string | undefined => {
  if (hold === undefined) return undefined
  const parts = [
    { amount: hold.quote, asset: quote },
    { amount: hold.base, asset: base }
  ].filter(({ amount }) => !isZero(amount))
  return parts.length === 0 ? undefined : parts.map(({ amount, asset }) => `${trimmed(amount)} ${asset}`).join(" and ")
}
