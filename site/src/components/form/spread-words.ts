import { signed } from "../../format/number.ts"
import type { Preset } from "../../client/contract.ts"

/** `30, 25 or 20`. */
const either = (days: ReadonlyArray<number>): string =>
  days.length < 2 ? days.join("") : `${days.slice(0, -1).join(", ")} or ${days.at(-1)}`

/** What a preset made from each of its earlier starts, in one sentence. */
export const spreadWords = ({ best, daysAgo, median, worst }: NonNullable<Preset["spread"]>): string => {
  const started = `Started ${either(daysAgo)} days ago`
  const percent = (value: string) => `${signed(value)}\u202f%`
  return daysAgo.length === 1
    ? `${started}: ${percent(median)}. There are too few days for more starts.`
    : `${started}, laid out anew each time: ${percent(worst)} at worst, ${percent(median)} in the middle, ${percent(best)} at best.`
}

/** Why nothing is said of earlier starts. */
export const tooFewDays =
  "Not tried yet: it takes 17 days of candles, 7 to lay it out and 10 to run it on, and there are fewer."

/** How often a start by indicators was met, in one sentence. `days`: looked at, as text. */
export const beginningsWords = (
  { count, last, since }: { readonly count: number; readonly last?: number; readonly since?: number },
  days: string,
  dated: (at: number) => string
): string =>
  since === undefined
    ? `Whether its indicators would have begun it can't be told: these ${days} days are too few for them.`
    : last === undefined
      ? `Its indicators would not have begun it once in the last ${days} days.`
      : `Would have begun ${count === 1 ? "once" : `${count} times`} in the last ${days} days (last on ${dated(last)}).`
