import type { BotState } from "../bot/life.ts"
import type { BacktestResult } from "./backtest-result.ts"
import { spanWords } from "./span-words.ts"

/** States in which a run works as it should: nothing has to be said of them. */
const WORKING: ReadonlySet<BotState> = new Set(["ACTIVE", "TRAILING", "PUMP"])

const moment = (at: number): string => new Date(at).toISOString().slice(0, 16).replace("T", " ")

/**
 * That a bot did not trade any more at the end of its candles, since when and why, in a sentence that stands before every
 * figure of the result (BACKTEST-10); `undefined` where it traded to the end. Times in UTC.
 */
export const endWords = ({
  reason,
  since,
  state,
  to
}: Pick<BacktestResult, "reason" | "since" | "state" | "to">): string | undefined => {
  if (WORKING.has(state)) return undefined
  const name = state === "ERROR" ? "in ERROR" : state.replaceAll("_", " ")
  const when =
    since === undefined || since <= 0
      ? "at the end"
      : `since ${moment(since)} UTC${to > since ? `, for the last ${spanWords(to - since)}` : ""}`
  return `The bot was ${name} ${when}: ${reason.trim().replace(/\.$/, "") || "no reason was given"}.`
}
