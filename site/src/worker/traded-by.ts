import { marketOf } from "@tradetower/domain/market"
import { instrumentBy } from "@tradetower/domain/terms"
import type { Connection, Market } from "../client/contract.ts"

/** A market as an account trades it: by its rules, at its fees. Instruments come from the API: brands are only the compiler's. */
export const tradedBy = (
  terms: Connection["terms"] | undefined,
  instrument: Market["instrument"]
): ReturnType<typeof marketOf> => marketOf(instrumentBy(terms ?? "paper", instrument as Parameters<typeof marketOf>[0]))
