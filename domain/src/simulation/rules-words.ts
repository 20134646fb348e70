import { keepsHours } from "../calendar/sessions.ts"
import type { Instrument } from "../market/instrument.ts"
import { amountWords } from "../market/words.ts"
import { compare, isZero } from "../number/decimal-arithmetic.ts"
import { withMinus } from "../number/minus-sign.ts"
import { brokerTerms, type TermsName } from "../terms/list.ts"
import { tradedUnder } from "./trading-costs.ts"
import type { BacktestResult } from "./backtest-result.ts"
import { LONGEST } from "./session-clock.ts"

type Told = Pick<BacktestResult, "expired" | "metrics" | "refused" | "rules">

const times = (count: number): string => (count === 1 ? "once" : `${count} times`)

/**
 * What a broker's rules made of a result, in sentences: what it would have been without them at the same fees, which
 * steps it traded in, what was refused or expired, and what the candles can't tell (BACKTEST-11). Empty without rules.
 */
export const rulesWords = (
  { expired = 0, metrics, refused = 0, rules }: Told,
  {
    instrument,
    settings,
    step,
    terms
  }: {
    readonly instrument: Instrument
    readonly settings?: object
    readonly step: number
    readonly terms: TermsName | undefined
  }
): ReadonlyArray<string> => {
  if (rules === undefined || terms === undefined) return []
  const { title } = brokerTerms(terms)
  const { difference, without } = rules
  const amount = (text: string) => amountWords(text, instrument.quote)
  const same = isZero(difference) && without.fills === metrics.fills
  const { lotSize } = tradedUnder(instrument, { terms }, settings)
  return [
    same
      ? `${title}’s rules changed nothing: without them, at the same fees, it would have made the same.`
      : `${title}’s rules made a difference of ${compare(difference, "0") > 0 ? "+" : ""}${amount(difference)}: without them, at the same fees, it would have made ${amount(without.total)} (${withMinus(without.totalPercent)} %) with ${without.fills} fills, by them ${amount(metrics.total)} with ${metrics.fills}.`,
    ...(compare(lotSize, instrument.lotSize) === 0
      ? []
      : compare(lotSize, instrument.lotSize) < 0
        ? [`It traded in fractions, in steps of ${lotSize}: the market itself counts in ${instrument.lotSize}.`]
        : [`It traded in whole units of ${lotSize}: the market itself counts in ${instrument.lotSize}.`]),
    ...(refused === without.refused
      ? []
      : [`Orders of it were refused ${times(refused)}, without the rules ${times(without.refused)}.`]),
    ...(expired === without.expired
      ? []
      : [`Orders of it expired with their session ${times(expired)}, without the rules ${times(without.expired)}.`]),
    ...(keepsHours(instrument) && step > LONGEST
      ? [
          "Candles of more than an hour don’t tell in which session a price was: every order was taken to work at all times."
        ]
      : [])
  ]
}
