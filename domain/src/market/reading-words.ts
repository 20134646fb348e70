import { layoutWords } from "./candle-layout.ts"
import { inferredWords, roundedWords } from "./infer-instrument.ts"
import type { CandlesRead } from "./read-candle-csv.ts"

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`

/** How a file was read, in sentences without their end: its layout, what it was taken for, what was changed on the way. */
export const readingWords = (read: Omit<CandlesRead, "series" | "lineOf">): ReadonlyArray<string> => {
  const { cut, guessed, instrument, leftOut, repeated, rounded, turned, withoutVolume } = read
  const rounding = roundedWords(rounded, instrument)
  return [
    ...(guessed === undefined ? [] : [`Read as ${layoutWords(guessed.layout)}`, ...guessed.doubts]),
    ...(turned ? ["it begins with the newest and is turned round"] : []),
    ...(leftOut === undefined
      ? []
      : [`${counted(leftOut.rows, "row")} without prices left out, the first in line ${leftOut.line}`]),
    ...(repeated === undefined
      ? []
      : [`${counted(repeated.rows, "row")} said twice and taken once, the first in line ${repeated.line}`]),
    ...(withoutVolume === undefined
      ? []
      : [
          `${counted(withoutVolume.rows, "volume")} ${withoutVolume.rows === 1 ? "is" : "are"} missing and taken for 0, the first in line ${withoutVolume.line}`
        ]),
    inferredWords(read),
    ...(rounding === undefined ? [] : [rounding]),
    ...(cut === 0 ? [] : [`${counted(cut, "volume")} finer than the lot ${instrument.lotSize}, cut down to it`])
  ]
}
