import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { OpenApi } from "effect/http-api"
import { Api } from "../../../contract/index.ts"
import { gridSettings, offerMarket, startApp, type TestApp } from "../../testing.ts"

let app: TestApp
let botOfBen: string
let runOfBen: string
beforeAll(async () => {
  app = await startApp()
  await app.run(offerMarket("60000"))
  const body = { name: "Ben's", connection: "paper", symbol: "BTC-USD", settings: gridSettings }
  botOfBen = String((await app.ask("POST", "/bots", { as: "ben", body })).json["id"])
  runOfBen = String((await app.ask("POST", `/bots/${botOfBen}/start`, { as: "ben" })).json["runId"])
})
afterAll(() => app.stop())

/** Bodies for routes that want one. */
const bodies: Record<string, unknown> = {
  "/api/v1/bots/{botId}": { name: "Mine now" },
  "/api/v1/bots/{botId}/stop": { closure: "NONE" },
  "/api/v1/bots/{botId}/foresee-change": { settings: gridSettings },
  "/api/v1/bots/{botId}/funds": { amount: "100" },
  "/api/v1/bots/{botId}/funds/take": { amount: "100" },
  "/api/v1/bots/{botId}/rehearsal/waive": { faults: ["CRASH"] }
}

const routes = Object.entries(OpenApi.fromApi(Api).paths).flatMap(([path, item]) =>
  (["get", "post", "patch", "delete"] as const).flatMap((method) =>
    path.includes("{botId}") && item[method] !== undefined ? [{ method, path }] : []
  )
)

describe("another tenant's bot", () => {
  it("is tried on every route that names one", () => expect(routes.length).toBeGreaterThan(15))

  it.each(routes)("is not found by $method $path", async ({ method, path }) => {
    const body = method === "get" ? undefined : bodies[path]
    const answer = await app.ask(
      method.toUpperCase(),
      path.slice("/api/v1".length).replace("{botId}", botOfBen).replace("{runId}", runOfBen),
      {
        as: "ada",
        ...(body !== undefined && { body })
      }
    )
    expect(answer.status).toBe(404)
    expect(answer.json["detail"]).toBe("You have no bot with this id.")
  })

  it("is not found by its run's id, in a query or a test signal", async () => {
    const mine = { name: "Ada's", connection: "paper", symbol: "BTC-USD", settings: gridSettings }
    const bot = String((await app.ask("POST", "/bots", { as: "ada", body: mine })).json["id"])
    for (const part of ["orders", "events", "performance"])
      expect((await app.ask("GET", `/bots/${bot}/${part}?run=${runOfBen}`, { as: "ada" })).status).toBe(404)
    expect((await app.ask("GET", `/metrics?bot=${botOfBen}`, { as: "ada" })).status).toBe(404)
    const test = { botId: botOfBen, action: "BUY" }
    expect((await app.ask("POST", "/signals/test", { as: "ada", body: test })).status).toBe(404)
  })

  it("left no trace with whoever asked", async () => {
    expect((await app.ask("GET", "/kill-switch", { as: "ada" })).json["wouldStop"]).toEqual([])
    expect((await app.ask("GET", "/me/export", { as: "ada" })).text).not.toContain(botOfBen)
    const sent = await app.drain("bot-commands", "engine")
    expect(sent.map(({ properties }) => properties["tenantId"])).toEqual(["ben"])
  })
})
