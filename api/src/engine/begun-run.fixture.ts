import { Effect } from "effect"
import { RunId } from "@tradetower/domain/ids"
import { BotEvents, FailedMessages, Store, type StepRecord } from "@tradetower/platform"
import { gridSettings, tenant, type TestApp } from "../testing.ts"

/** A bot of Ada's and its run. */
export interface Begun {
  readonly botId: string
  readonly runId: string
}

/** Makes a bot and carries out its start. */
export const beginRun = async (app: TestApp, settings: object = gridSettings): Promise<Begun> => {
  const body = { name: "Grid", connection: "paper", symbol: "BTC-USD", settings }
  const botId = String((await app.ask("POST", "/bots", { as: "ada", body })).json["id"])
  const runId = String((await app.ask("POST", `/bots/${botId}/start`, { as: "ada" })).json["runId"])
  for (const message of await app.drain("bot-commands", "engine")) await app.deliver("bot-commands", message)
  return { botId, runId }
}

/** A message of what happened to a run. */
export const happened = (run: Begun, messageId: string, event: object, as = "ada") => ({
  messageId,
  body: { _tag: "Happened", tenantId: as, botId: run.botId, runId: run.runId, event },
  properties: { tenantId: as }
})
/** Messages that were given up, each with why. */
export const givenUp = (app: TestApp, as: string): Promise<ReadonlyArray<string>> =>
  app.run(
    Effect.map(
      Effect.flatMap(Store, (store) => store.query(FailedMessages, { tenantId: tenant(as) })),
      ({ items }) => items.map(({ value }) => `${value.messageId} ${value.reason}`).toSorted()
    )
  )

/** The steps of a run, oldest first. */
export const stepsOf = (app: TestApp, run: Begun): Promise<ReadonlyArray<StepRecord>> =>
  app.run(
    Effect.flatMap(Store, (store) =>
      store.query(
        BotEvents,
        { tenantId: tenant("ada"), botRunId: RunId.make(run.runId) },
        { where: { kind: "STEP", seq: { from: 1 } }, orderBy: { field: "seq", direction: "ASC" }, limit: 1000 }
      )
    ).pipe(Effect.map((page) => page.items.flatMap(({ value }) => (value.kind === "STEP" ? [value] : []))))
  )
