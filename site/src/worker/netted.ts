import { nettingProblem } from "@tradetower/domain/terms"
import type { Connection, Market } from "../client/contract.ts"
import { tradedBy } from "./traded-by.ts"

/** Why a bot can't be started beside another that runs in the same pair on its account; undefined: it can (TERMS-10). */
export const netted = (
  { instrument }: Market,
  beside: string | undefined,
  terms: Connection["terms"] = "paper"
): string | undefined => {
  const own = tradedBy(terms, instrument).instrument
  return beside === undefined ? undefined : nettingProblem(terms, own, [{ name: beside, symbol: own.symbol }])?.message
}
