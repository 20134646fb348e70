import type { BotState } from "../bot/life.ts"
import type { BacktestResult } from "./backtest-result.ts"
import { spanWords } from "./span-words.ts"

/** States in which a run works as it should: nothing has to be said of them. */
const WORKING: ReadonlySet<BotState> = new Set(["ACTIVE", "TRAILING", "PUMP"])

/** States that a run comes to once and stays in. */
const ENDED: ReadonlySet<BotState> = new Set(["STOPPED", "COMPLETED"])

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
  const left = since !== undefined && to > since ? spanWords(to - since) : undefined
  const when =
    since === undefined || since <= 0
      ? "at the end"
      : ENDED.has(state)
        ? `on ${moment(since)} UTC${left === undefined ? "" : `, ${left} before the end`}`
        : `from ${moment(since)} UTC on${left === undefined ? "" : `, for the last ${left}`}`
  return `The bot was ${name} ${when}: ${reason.trim().replace(/\.$/, "") || "no reason was given"}.`
}
