import { Effect } from "effect"
import type { ConnectionId, Environment } from "@tradetower/domain/connection"
import type { BotId, RunId } from "@tradetower/domain/ids"
import type { Symbol } from "@tradetower/domain/market"
import { BotDefinitions, Ledger, LEDGER_RUNS, type LedgerRunRecord, queryAll, Store } from "@tradetower/platform"
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

/** Refuses a pair or an account that no bot of the trader's has: what is named has to be something of theirs. */
const refuseUnknown = Effect.fnUntraced(function* ({ connection, run, symbol }: Chosen) {
  if (run !== undefined) return yield* new NotFound({ detail: "You have no run with this id whose books moved." })
  const { tenantId } = yield* CurrentPrincipal
  const store = yield* Store
  for (const where of [
    ...(symbol === undefined ? [] : [{ symbol }]),
    ...(connection === undefined ? [] : [{ connection }])
  ]) {
    const { items } = yield* store.query(BotDefinitions, { tenantId }, { where, limit: 1 })
    if (items.length === 0) return yield* new NotFound({ detail: "No bot of yours trades there." })
  }
})

/** The books of the signed-in trader that are asked about, those alone that were open in the time that is. */
export const chosenRuns = Effect.fnUntraced(function* (chosen: Chosen) {
  const { tenantId } = yield* CurrentPrincipal
  if (chosen.bot !== undefined) yield* findBot(chosen.bot)
  const key = { tenantId, part: LEDGER_RUNS }
  const found = yield* queryAll(Ledger, key, { where: conditionsOf(chosen) })
  const all = found.flatMap((one) => (one.kind === "RUN" ? [one] : []))
  if (all.length === 0) yield* refuseUnknown(chosen)
  const { from = Math.min(...all.map(({ startedAt }) => startedAt)), to = Math.max(...all.map(({ at }) => at)) + 1 } =
    chosen
  const runs = all.filter(({ at, startedAt }) => at >= from && startedAt < to)
  return { runs, from, to } satisfies ChosenRuns
})
