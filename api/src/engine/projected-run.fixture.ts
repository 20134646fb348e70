import { Effect } from "effect"
import { isLive } from "@tradetower/domain/bot"
import { BotId, RunId } from "@tradetower/domain/ids"
import { BotEvents, BotRuns, Store } from "@tradetower/platform"
import { tenant, type TestApp } from "../testing.ts"

/** Writes the run's projection, as the change feed's reader does. */
export const projectRun = (app: Pick<TestApp, "run">, botId: string, runId: string) =>
  app.run(
    Effect.gen(function* () {
      const store = yield* Store
      const key = { tenantId: tenant("ada"), botRunId: RunId.make(runId) }
      const { items } = yield* store.query(BotEvents, key, {
        where: { kind: "STEP" },
        orderBy: { field: "seq", direction: "DESC" },
        limit: 1
      })
      const step = items[0]?.value
      if (step?.kind !== "STEP") throw new Error("the run has no step")
      const { connection, environment, venue, seq, summary, symbol } = step
      yield* store.upsert(BotRuns, {
        id: RunId.make(runId),
        tenantId: tenant("ada"),
        botDefinitionId: BotId.make(botId),
        connection,
        environment,
        venue,
        symbol,
        startedAt: 1,
        state: summary.state,
        live: isLive(summary.state),
        seq,
        summary
      })
      return summary
    })
  )
