import { afterEach, beforeEach, describe, expect, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { BotId, RunId } from "@tradetower/domain"
import { BotEvents, BotRuns, stepId, Store } from "@tradetower/platform"
import { offerMarket, startApp, tenant, type TestApp } from "../testing.ts"

let app: TestApp
beforeEach(async () => {
  app = await startApp()
  await app.run(offerMarket("60000"))
})
afterEach(() => app.stop())

const settings = {
  _tag: "LOOP",
  start: { _tag: "IMMEDIATELY" },
  investment: "5000",
  lowPrice: "30000",
  orderDistance: "1",
  orderCount: 10,
  reinvestProfit: false,
  exitCurrency: "QUOTE"
}

const drain = async (): Promise<void> => {
  for (const message of await app.drain("bot-commands", "engine")) await app.deliver("bot-commands", message)
}
const start = async (botId: string): Promise<string> => {
  const { json } = await app.ask("POST", `/bots/${botId}/start`, { as: "ada" })
  await drain()
  return String(json["runId"])
}
const happened = (botId: string, runId: string, messageId: string, event: object) =>
  app.deliver("bot-commands", {
    messageId,
    body: { _tag: "Happened", tenantId: "ada", botId, runId, event },
    properties: { tenantId: "ada" }
  })

/** Writes the run's projection, as the change feed's reader does. */
const project = (botId: string, runId: string) =>
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
      const { exchange, seq, summary, symbol } = step
      yield* store.upsert(BotRuns, {
        id: RunId.make(runId),
        tenantId: tenant("ada"),
        botDefinitionId: BotId.make(botId),
        exchange,
        symbol,
        startedAt: 1,
        state: summary.state,
        live: summary.state !== "STOPPED",
        seq,
        summary
      })
      return summary
    })
  )

describe("a bot that keeps the price of its first start", () => {
  it("LOOP-1 begins every later run around it, and records so", async () => {
    const body = { name: "Loop", exchange: "paper", symbol: "BTC-USD", settings }
    const botId = String((await app.ask("POST", "/bots", { as: "ada", body })).json["id"])
    const first = await start(botId)
    await happened(botId, first, "p1", { _tag: "PriceReached", at: Date.now(), price: "60000" })
    await project(botId, first)
    await app.ask("POST", `/bots/${botId}/stop`, { as: "ada", body: { closure: "NONE" } })
    await drain()
    expect(await project(botId, first)).toMatchObject({ state: "STOPPED", anchor: "60000" })

    const second = await start(botId)
    const key = { tenantId: tenant("ada"), botRunId: RunId.make(second) }
    const genesis = await app.run(Effect.flatMap(Store, (store) => store.read(BotEvents, key, stepId(0))))
    expect(Option.getOrUndefined(genesis)?.value).toMatchObject({ kind: "GENESIS", anchor: "60000" })
    await happened(botId, second, "p2", { _tag: "PriceReached", at: Date.now(), price: "66000" })
    expect(await project(botId, second)).toMatchObject({ anchor: "60000", startPrice: "66000" })
  })
})
