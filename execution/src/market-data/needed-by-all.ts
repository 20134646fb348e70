import { Effect, type Scope } from "effect"
import type { Store } from "@tradetower/platform"
import { followRuns } from "../risk/follow-runs.ts"
import { makeNeeded, type Needed } from "./needed.ts"

/**
 * What anybody needs, wherever it is carried out: every bot that lives, every page. For who records venues; `consumer`
 * tells it apart from others that do.
 */
export const neededByAll = Effect.fn("neededByAll")(function* (
  consumer: string
): Effect.fn.Return<Needed["Service"], never, Store | Scope.Scope> {
  const needed = yield* makeNeeded(`${consumer}-follows`)
  yield* followRuns({ loaded: () => {}, stepped: () => {} }, needed, `${consumer}-runs`)
  return needed
})
