import type { BotEvent } from "../../client/contract.ts"
import { eventWords } from "../../words/words.ts"
import { fixed, trimmed } from "../../format/number.ts"

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

/** What happened at a step, in words. */
const wordsOf = ({ event, details }: BotEvent, decimals: number): string => {
  const price = fixed(text(details["price"]) ?? "0", decimals)
  const quantity = text(details["quantity"])
  // A refusal carries both: a code, and the words.
  const reason = text(details["message"]) ?? text(details["reason"])
  switch (event) {
    case "PriceReached":
      return `The price reached ${price}`
    case "OrderFilled":
      return `Filled ${trimmed(quantity ?? "0")} at ${price}`
    case "Started":
      return "The run was started"
    case "FundsAdded":
      return `You added ${trimmed(text(details["amount"]) ?? "0")}`
    case "FundsTaken":
      return `You asked ${trimmed(text(details["amount"]) ?? "0")} back`
    case "EntryRequested":
      return "You said “Enter now”"
    case "SignalReceived":
      return details["action"] === "EXIT" ? "An alert to leave came" : `A ${text(details["action"]) ?? ""} alert came`
    case "FundingCharged": {
      const amount = text(details["amount"]) ?? "0"
      const source = text(details["source"])
      const plain = trimmed(amount.replace("-", ""))
      const gained = amount.startsWith("-")
      // What had been reckoned was more or less than the account shows.
      if (source === "BALANCE")
        return `Funding came to ${plain} ${gained ? "less" : "more"} than was reckoned, by the account’s own balance`
      return `${gained ? "Received" : "Paid"} ${plain} of funding${source === "RATE" ? ", reckoned from its rate" : ""}`
    }
    case "FillVoided":
      return `The exchange took a trade of ${trimmed(quantity ?? "0")} at ${price} back`
    case "FeeCharged": {
      const amount = text(details["amount"]) ?? "0"
      const coins = text(details["base"]) === undefined ? "" : ", in what was bought"
      return amount.startsWith("-")
        ? `Fees came to ${trimmed(amount.slice(1))} less than was told${coins}`
        : `Paid ${trimmed(amount)} of fees that came later${coins}`
    }
    case "PositionLiquidated":
      return `The exchange liquidated ${trimmed(quantity ?? "0")} at ${price}`
    case "CandleClosed":
      return `The ${text(details["timeframe"]) ?? ""} candle closed at ${fixed(text(details["close"]) ?? "0", decimals)}`
    case "HistoryRead":
      return "It was told the candles that had closed before"
    case "BalanceSeen":
      return `${trimmed(text(details["available"]) ?? "0")} ${text(details["asset"]) ?? ""} are free`
    case "TimerDue":
      return "The time had come"
    default:
      return `${eventWords(event)}${reason === undefined || reason === "" ? "" : `: ${reason}`}`
  }
}

/** What a run may have waited for before it only needed a price to act at (WAKE-2). */
const causes = [
  "TimerDue",
  "CandleClosed",
  "HistoryRead",
  "EntryRequested",
  "SignalReceived",
  "Started",
  "ResumeRequested"
]

/**
 * Why a step was taken, in words, given all steps of the run: one that asked for the present price because its time had
 * come, a candle had closed or you said so is headed by that, and not by the price that came next. `decimals`: of prices.
 */
export const happened = (event: BotEvent, all: ReadonlyArray<BotEvent>, decimals: number): string => {
  if (event.event !== "PriceReached") return wordsOf(event, decimals)
  const before = all.find(({ runId, seq }) => runId === event.runId && seq === event.seq - 1)
  const decidedNothing = before?.orders.length === 0 && before.transitions.every(({ to }) => to !== "ACTIVE")
  return before !== undefined && decidedNothing && causes.includes(before.event)
    ? `${wordsOf(before, decimals)}; the price was ${fixed(text(event.details["price"]) ?? "0", decimals)}`
    : wordsOf(event, decimals)
}
