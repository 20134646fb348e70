import { Layer } from "effect"
import { afterEach, beforeEach, expect, it } from "vitest"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { gridSettings, offerMarket, startApp, type TestApp } from "../../../api/src/testing.ts"
import { type CosmosServer, serveCosmos } from "../../standins/cosmos/server.ts"
import { cosmosContainers, storeAt } from "./cosmos.ts"

let server: CosmosServer
let app: TestApp
beforeEach(async () => {
  server = await serveCosmos({ containers: cosmosContainers })
  app = await startApp(Layer.provideMerge(storeAt(server, "tower"), embeddedPlatformForTests()))
  await app.run(offerMarket("60000"))
})
afterEach(async () => {
  await app.stop()
  await server.close()
})

it("a step of a running bot asks Cosmos DB for one create, and nothing more for its orders to go out", async () => {
  const body = { name: "Grid", connection: "paper", symbol: "BTC-USD", settings: gridSettings }
  const botId = String((await app.ask("POST", "/bots", { as: "ada", body })).json["id"])
  const runId = String((await app.ask("POST", `/bots/${botId}/start`, { as: "ada" })).json["runId"])
  for (const message of await app.drain("bot-commands", "engine")) await app.deliver("bot-commands", message)
  server.count()
  await app.deliver("bot-commands", {
    messageId: "price-1",
    body: {
      _tag: "Happened",
      tenantId: "ada",
      botId,
      runId,
      event: { _tag: "PriceReached", at: Date.now(), price: "60000" }
    },
    properties: { tenantId: "ada" }
  })
  expect(server.count().requests).toEqual({ create: 1 })
  expect((await app.drain("order-commands", "execution")).length).toBeGreaterThan(0)
})
