import type { CandleGap } from "../market/candle-series.ts"
import { spanWords } from "./span-words.ts"

/** Gaps that are told one by one. */
const TOLD = 3

const counted = (count: number, one: string): string => `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`

const moment = (at: number): string => new Date(at).toISOString().slice(0, 16).replace("T", " ")

/**
 * What is missing in a series, in a sentence that says when: the first gaps one by one, times in UTC; `undefined` where
 * nothing is.
 */
export const gapWords = (gaps: ReadonlyArray<CandleGap>): string | undefined => {
  if (gaps.length === 0) return undefined
  const missing = gaps.reduce((sum, gap) => sum + gap.missing, 0)
  const told = gaps
    .slice(0, TOLD)
    .map(({ from, to }) => `${moment(from)} to ${moment(to)} UTC (${spanWords(to - from)})`)
    .join(", ")
  const more = gaps.length > TOLD ? `, and ${(gaps.length - TOLD).toLocaleString("en")} more` : ""
  return `${counted(missing, "candle")} ${missing === 1 ? "is" : "are"} missing in ${counted(gaps.length, "gap")}: ${told}${more}. Nothing was made up for them.`
}
