import { Effect } from "effect"
import type { Connection } from "@tradetower/domain/connection"
import type { Symbol } from "@tradetower/domain/market"
import type { Holdings } from "./holdings.ts"
import { pause } from "./react.ts"

/** Pauses the bots on an instrument of an account, for a reason in words; answers whether there are any (EXEC-43). */
export const makeHold = (holdings: Pick<Holdings, "heldOn">) =>
  Effect.fn("Risk.hold")(function* (
    { id, tenantId }: Pick<Connection, "id" | "tenantId">,
    symbol: Symbol,
    name: string,
    why: string
  ) {
    const runs = [...holdings.heldOn(tenantId, id)]
      .filter(({ market }) => market.instrument.symbol === symbol)
      .flatMap((pair) => [...pair.runs.values()])
    yield* pause(runs, name, why)
    return runs.length > 0
  })
