import { Effect } from "effect"
import type { ConnectionId, Environment } from "@tradetower/domain/connection"
import type { BotId, RunId } from "@tradetower/domain/ids"
import type { Symbol } from "@tradetower/domain/market"
import { Ledger, LEDGER_RUNS, type LedgerRunRecord, queryAll } from "@tradetower/platform"
import { CurrentPrincipal, NotFound } from "../../../contract/index.ts"
import { findBot } from "../bots/bot-store.ts"

/** Which entries are asked for. `to` is the first moment after them. */
export interface Chosen {
  readonly environment?: Environment
  readonly bot?: BotId
  readonly run?: RunId
  readonly symbol?: Symbol
  readonly strategy?: string
  readonly connection?: ConnectionId
  readonly from?: number
  readonly to?: number
}

/** Between which moments, and whose books they are in. */
export interface ChosenRuns {
  readonly runs: ReadonlyArray<LedgerRunRecord>
  readonly from: number
  readonly to: number
}

/** What a query of entries, or of runs, has to say; what leaves the fewest comes first. */
export const conditionsOf = ({ bot, connection, environment = "PAPER", run, strategy, symbol }: Chosen) => ({
  ...(run !== undefined && { botRunId: run }),
  ...(bot !== undefined && { botDefinitionId: bot }),
  ...(symbol !== undefined && { symbol }),
  ...(strategy !== undefined && { strategy }),
  ...(connection !== undefined && { connection }),
  environment
})

/** The books of the signed-in trader that are asked about, those alone that were open in the time that is. */
export const chosenRuns = Effect.fnUntraced(function* (chosen: Chosen) {
  const { tenantId } = yield* CurrentPrincipal
  if (chosen.bot !== undefined) yield* findBot(chosen.bot)
  const key = { tenantId, part: LEDGER_RUNS }
  const found = yield* queryAll(Ledger, key, { where: conditionsOf(chosen) })
  const all = found.flatMap((one) => (one.kind === "RUN" ? [one] : []))
  if (chosen.run !== undefined && all.length === 0)
    return yield* new NotFound({ detail: "You have no run with this id whose books moved." })
  const { from = Math.min(...all.map(({ startedAt }) => startedAt)), to = Math.max(...all.map(({ at }) => at)) + 1 } =
    chosen
  const runs = all.filter(({ at, startedAt }) => at >= from && startedAt < to)
  return { runs, from, to } satisfies ChosenRuns
})
