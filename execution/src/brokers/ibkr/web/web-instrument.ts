import type { Instrument } from "@tradetower/domain/market"
import { contractSymbol, type ContractRules, futureOf, stockOf } from "../instruments.ts"
import type { FuturesAnswer, RulesAnswer } from "./answers.ts"

export type ListedFuture = (typeof FuturesAnswer.Type)[string][number]

const rulesIn = ({ con_id, currency, rules, symbol }: RulesAnswer): ContractRules => ({
  conid: con_id,
  symbol,
  currency: currency ?? undefined,
  magnifier: rules.priceMagnifier ?? undefined,
  step: rules.increment ?? undefined,
  steps: (rules.incrementRules ?? []).map(({ increment: step, lowerEdge: from }) => ({ from, step }))
})

/** A stock by its contract's own record; undefined of what is not traded here. */
export const instrumentOf = (answer: RulesAnswer): Instrument | undefined =>
  answer.instrument_type === "STK" ? stockOf(rulesIn(answer)) : undefined

/**
 * A future by its contract's record, or that of another contract of its product, and the list of them; undefined of what is
 * not traded here. `backing`: what a contract is worth for each dollar that the broker wants behind it.
 */
export const futureIn = (
  answer: RulesAnswer,
  { conid, expirationDate, longFuturesCutOff, shortFuturesCutOff, symbol }: ListedFuture,
  all: ReadonlyArray<ListedFuture>,
  backing?: number
): Instrument | undefined => {
  if (answer.instrument_type !== "FUT") return undefined
  const [closingOnly] = [longFuturesCutOff, shortFuturesCutOff].flatMap((day) => day ?? []).toSorted()
  const [next] = all
    .filter((one) => one.expirationDate > expirationDate)
    .toSorted((a, b) => (a.expirationDate < b.expirationDate ? -1 : 1))
  return futureOf({
    ...rulesIn(answer),
    conid,
    symbol,
    multiplier: answer.multiplier ?? undefined,
    ends: expirationDate,
    closingOnly,
    rollTarget: next && contractSymbol(next.symbol, next.expirationDate),
    backing
  })
}
