import { marketOf } from "@tradetower/domain/market"
import { instrumentBy, unitsOf } from "@tradetower/domain/terms"
import type { Connection, Market } from "../client/contract.ts"

/** A market as a bot of such settings trades it on an account: by its rules, at its fees. Instruments come from the API: brands are only the compiler's. */
export const tradedBy = (
  terms: Connection["terms"] | undefined,
  instrument: Market["instrument"],
  settings: object = {}
): ReturnType<typeof marketOf> =>
  marketOf(instrumentBy(terms ?? "paper", instrument as Parameters<typeof marketOf>[0], 1, unitsOf(settings)))
