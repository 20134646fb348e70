import { afterEach, beforeEach, describe, expect, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { RunId } from "@tradetower/domain/ids"
import { BotEvents, stepId, Store } from "@tradetower/platform"
import { offerMarket, startApp, tenant, type TestApp } from "../testing.ts"
import { projectRun } from "./projected-run.fixture.ts"

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

describe("a bot that keeps the price of its first start", () => {
  it("LOOP-1 begins every later run around it, and records so", async () => {
    const body = { name: "Loop", connection: "paper", symbol: "BTC-USD", settings }
    const botId = String((await app.ask("POST", "/bots", { as: "ada", body })).json["id"])
    const first = await start(botId)
    await happened(botId, first, "p1", { _tag: "PriceReached", at: Date.now(), price: "60000" })
    await projectRun(app, botId, first)
    await app.ask("POST", `/bots/${botId}/stop`, { as: "ada", body: { closure: "NONE" } })
    await drain()
    expect(await projectRun(app, botId, first)).toMatchObject({ state: "STOPPED", anchor: "60000" })

    const second = await start(botId)
    const key = { tenantId: tenant("ada"), botRunId: RunId.make(second) }
    const genesis = await app.run(Effect.flatMap(Store, (store) => store.read(BotEvents, key, stepId(0))))
    expect(Option.getOrUndefined(genesis)?.value).toMatchObject({ kind: "GENESIS", anchor: "60000" })
    await happened(botId, second, "p2", { _tag: "PriceReached", at: Date.now(), price: "66000" })
    expect(await projectRun(app, botId, second)).toMatchObject({ anchor: "60000", startPrice: "66000" })
  })
})
