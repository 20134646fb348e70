import type { Instrument } from "@tradetower/domain/market"
import { stockOf } from "../instruments.ts"
import type { RulesAnswer } from "./answers.ts"

/** An instrument by its contract's own record; undefined of what is not traded here. */
export const instrumentOf = ({
  con_id,
  currency,
  instrument_type,
  rules,
  symbol
}: RulesAnswer): Instrument | undefined => {
  const { increment, incrementRules, priceMagnifier } = rules
  if (instrument_type !== "STK") return undefined
  return stockOf({
    conid: con_id,
    symbol,
    currency: currency ?? undefined,
    magnifier: priceMagnifier ?? undefined,
    step: increment ?? undefined,
    steps: (incrementRules ?? []).map(({ increment: step, lowerEdge: from }) => ({ from, step }))
  })
}
