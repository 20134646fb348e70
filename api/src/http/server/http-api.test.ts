import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { TenantId } from "@tradetower/domain/ids"
import { Strategy } from "@tradetower/domain/strategy"
import { exportedContainers } from "@tradetower/platform"
import { notify } from "../../engine/notify.ts"
import { gridSettings, offerMarket, startApp, type TestApp } from "../../testing.ts"

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  await app.run(offerMarket("60000"))
})
afterAll(() => app.stop())

const bot = (change: object = {}) => ({
  name: "My grid",
  connection: "paper",
  symbol: "BTC-USD",
  settings: gridSettings,
  ...change
})
const fieldsOf = (answer: { json: Record<string, unknown> }) =>
  (answer.json["errors"] as ReadonlyArray<{ field: string }>).map(({ field }) => field)

describe("the HTTP API", () => {
  it("asks who is not signed in to sign in, and believes no broken header", async () => {
    const answer = await app.ask("GET", "/bots")
    expect(answer.status).toBe(401)
    expect(answer.headers.get("content-type")).toBe("application/problem+json")
    expect(answer.json).toMatchObject({ status: 401, title: "Sign in first" })
  })

  it("answers 401, as a problem, to nobody on every operation but those that are for anybody, whatever the body", async () => {
    const spec = (await app.ask("GET", "/openapi.json")).json as Record<string, unknown>
    const open = new Set(["GET /health", "POST /webhooks/tradingview/{token}", "POST /links/look", "POST /links/use"])
    const operations = Object.entries(spec["paths"] as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace("/api/v1", "")}`)
    )
    expect(operations.length).toBeGreaterThan(40)
    for (const operation of operations.filter((each) => !open.has(each))) {
      const [method = "", path = ""] = operation.split(" ")
      const body = method === "GET" ? {} : { body: "{ no JSON" }
      const answer = await app.ask(method, path.replace(/\{\w+\}/g, "x"), body)
      expect(answer.status, operation).toBe(401)
      expect(answer.headers.get("content-type"), operation).toBe("application/problem+json")
    }
  })

  it("says that it is up to anybody, and nothing else", async () => {
    const answer = await app.ask("GET", "/health")
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({ status: "ok" })
  })

  it("makes a bot, lists it and shows it", async () => {
    const made = await app.ask("POST", "/bots", { as: "ada", body: bot() })
    expect(made.status).toBe(201)
    expect(made.json).toMatchObject({ name: "My grid", symbol: "BTC-USD", settings: gridSettings })
    const list = await app.ask("GET", "/bots", { as: "ada" })
    expect(list.json).toHaveLength(1)
    const one = await app.ask("GET", `/bots/${String(made.json["id"])}`, { as: "ada" })
    expect(one.json).toEqual(made.json)
  })

  it("takes the smallest settings there are, and keeps them complete", async () => {
    const { investment, lowPrice, highPrice, gridLevels } = gridSettings
    const settings = { _tag: "GRID", investment, lowPrice, highPrice, gridLevels }
    const made = await app.ask("POST", "/bots", { as: "small", body: bot({ settings }) })
    expect(made.status).toBe(201)
    const kept = {
      ...settings,
      start: { _tag: "IMMEDIATELY" },
      spacing: "GEOMETRIC",
      trailingUp: true,
      reinvest: false
    }
    expect(made.json["settings"]).toMatchObject(kept)
  })

  it("takes the tenant from the principal, not from a body", async () => {
    const claims = await app.ask("POST", "/bots", { as: "mallory", body: { ...bot(), tenantId: "ada" } })
    expect(claims.status).toBe(400)
    const made = await app.ask("POST", "/bots", { as: "mallory", body: bot() })
    expect((await app.ask("GET", `/bots/${String(made.json["id"])}`, { as: "ada" })).status).toBe(404)
  })

  it("names the fields of a body that isn't shaped as the contract says", async () => {
    const settings = { ...gridSettings, lowPrice: 50000, gridLevels: 3 }
    const answer = await app.ask("POST", "/bots", { as: "ada", body: bot({ name: "", settings }) })
    expect(answer.status).toBe(400)
    expect(answer.headers.get("content-type")).toBe("application/problem+json")
    expect(fieldsOf(answer)).toEqual(expect.arrayContaining(["name", "settings.lowPrice", "settings.gridLevels"]))
    expect((await app.ask("POST", "/bots", { as: "ada", body: "{" })).status).toBe(400)
  })

  it("refuses what it does not know, at any depth, naming what may have been meant", async () => {
    const settings = { ...gridSettings, stopLosPrice: "40000" }
    const misspelt = await app.ask("POST", "/bots", { as: "ada", body: bot({ settings }) })
    expect(misspelt.status).toBe(400)
    expect(misspelt.json["detail"]).toBe("In the body, settings.stopLosPrice is not known: did you mean stopLossPrice?")
    const start = { ...gridSettings, start: { _tag: "IMMEDIATELY", percent: "5" } }
    expect(fieldsOf(await app.ask("POST", "/bots", { as: "ada", body: bot({ settings: start }) }))).toEqual([
      "settings.start.percent"
    ])
    const query = await app.ask("GET", "/backtests?limmit=5", { as: "ada" })
    expect([query.status, query.json["detail"]]).toEqual([
      400,
      "In the query, limmit is not known: did you mean limit?"
    ])
    const twice = await app.ask("GET", "/exchanges?limit=1&limit=2", { as: "ada" })
    expect([twice.status, twice.json["detail"]]).toEqual([
      400,
      "In the query, limit is there more than once: give it once"
    ])
  })

  it("refuses settings that can't work, naming field and what would", async () => {
    const settings = { ...gridSettings, lowPrice: "70000", highPrice: "50000" }
    const answer = await app.ask("POST", "/bots", { as: "ada", body: bot({ settings }) })
    expect(answer.status).toBe(422)
    expect(fieldsOf(answer).every((field) => field.startsWith("settings."))).toBe(true)
    const elsewhere = await app.ask("POST", "/bots", { as: "ada", body: bot({ symbol: "XYZ-USD" }) })
    expect(elsewhere.status).toBe(422)
    expect(elsewhere.json["errors"]).toEqual([{ field: "symbol", message: "choose one of BTC-USD" }])
  })

  it("starts a bot once, and says so when it runs already", async () => {
    const made = await app.ask("POST", "/bots", { as: "start", body: bot() })
    const path = `/bots/${String(made.json["id"])}`
    expect((await app.ask("POST", `${path}/pause`, { as: "start" })).status).toBe(409)
    const both = await Promise.all([1, 2].map(() => app.ask("POST", `${path}/start`, { as: "start" })))
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 409])
    const sent = await app.drain("bot-commands", "engine")
    expect(sent.map(({ subject }) => subject)).toEqual(["Start"])
    expect((await app.ask("POST", `${path}/pause`, { as: "start" })).status).toBe(202)
    const activity = await app.ask("GET", "/activity", { as: "start" })
    expect(activity.json.map((entry) => entry["action"])).toEqual(["bot.pause", "bot.start", "bot.create"])
    // In a trader's words: no id, no name of ours.
    expect(String(activity.json[2]?.["detail"])).toMatch(/: Grid on BTC-USD through Paper account$/)
  })

  it("halts a tenant with the kill switch, whose bots then don't start until it is released", async () => {
    const made = await app.ask("POST", "/bots", { as: "kill", body: bot() })
    const path = `/bots/${String(made.json["id"])}`
    await app.ask("POST", `${path}/start`, { as: "kill" })
    await app.drain("bot-commands", "engine")
    const used = await app.ask("POST", "/kill-switch", { as: "kill" })
    expect(used.status).toBe(202)
    expect(used.json).toMatchObject({ halted: true, receipt: { bots: [{ name: "My grid" }] } })
    const sent = await app.drain("bot-commands", "engine")
    expect(sent.map(({ body }) => body)).toMatchObject([{ _tag: "Stop", closure: "CLOSE_POSITIONS" }])
    const other = await app.ask("POST", "/bots", { as: "kill", body: bot({ name: "Other" }) })
    expect((await app.ask("POST", `/bots/${String(other.json["id"])}/start`, { as: "kill" })).status).toBe(409)
    expect((await app.ask("DELETE", "/kill-switch", { as: "kill" })).json).toMatchObject({ halted: false })
    expect((await app.ask("POST", `/bots/${String(other.json["id"])}/start`, { as: "kill" })).status).toBe(202)
  })

  it("does a use of the kill switch once, however late it comes again, and none for another trader", async () => {
    const use = (id: string) => app.ask("POST", `/kill-switch?id=${id}&trader=again`, { as: "again" })
    const halted = async () => (await app.ask("GET", "/kill-switch", { as: "again" })).json["halted"]
    const first = await use("use-0001")
    expect(first.status).toBe(202)
    const receiptOf = ({ json }: typeof first) => json["receipt"] as { readonly id: string; readonly haltedAt: number }
    expect(receiptOf(await use("use-0001"))).toEqual(receiptOf(first))
    await app.ask("DELETE", "/kill-switch", { as: "again" })
    await use("use-0002")
    await app.ask("DELETE", "/kill-switch", { as: "again" })
    const late = await use("use-0001")
    expect(late.json).toMatchObject({ halted: false, receipt: { id: "use-0002" } })
    expect(await halted()).toBe(false)

    expect((await app.ask("POST", "/kill-switch?id=use-0003&trader=ben", { as: "again" })).status).toBe(409)
    expect((await app.ask("POST", "/kill-switch?id=no%20id", { as: "again" })).status).toBe(400)
    expect(await halted()).toBe(false)
  })

  it("marks a trader's notifications as read, and nobody else's", async () => {
    for (const id of ["ada", "ben"])
      await app.run(
        notify({
          id: "n1",
          tenantId: TenantId.make(id),
          kind: "ERROR",
          severity: "WARNING",
          text: "Funds are missing."
        })
      )
    const unread = async (as: string) =>
      (await app.ask("GET", "/notifications", { as })).json.map((one) => [one["text"], one["read"]])
    expect(await unread("ada")).toEqual([["Funds are missing.", false]])
    const upTo = Date.now() + 1_000
    expect((await app.ask("POST", "/notifications/read", { as: "ada", body: { upTo: 1 } })).json).toEqual({ marked: 0 })
    expect((await app.ask("POST", "/notifications/read", { as: "ada", body: { upTo } })).json).toEqual({ marked: 1 })
    expect((await app.ask("POST", "/notifications/read", { as: "ada", body: { upTo } })).json).toEqual({ marked: 0 })
    expect(await unread("ada")).toEqual([["Funds are missing.", true]])
    expect(await unread("ben")).toEqual([["Funds are missing.", false]])
  })

  it("answers 404 as a problem outside the contract", async () => {
    const answer = await app.ask("GET", "/nothing", { as: "ada" })
    expect(answer.status).toBe(404)
    expect(answer.headers.get("content-type")).toBe("application/problem+json")
  })

  it("answers with a problem however wrong the address is", async () => {
    const wrong = [
      ["a%00b", 400],
      ["a%2Fb", 400],
      ["a%0Ab", 400],
      ["a%zz", 400],
      ["%", 400],
      ["%ff", 400],
      ["x".repeat(3000), 404]
    ] as const
    for (const [name, status] of wrong)
      for (const path of [
        `/venues/${name}/instruments`,
        `/exchanges/${name}/markets/X/candles`,
        `/connections/${name}`
      ]) {
        const answer = await app.ask(path.startsWith("/connections") ? "DELETE" : "GET", path, { as: "ada" })
        expect([answer.status, answer.headers.get("content-type")], path).toEqual([status, "application/problem+json"])
      }
  })

  it("documents itself, without anything from elsewhere", async () => {
    const spec = await app.ask("GET", "/openapi.json")
    expect(spec.json["openapi"]).toMatch(/^3\.1/)
    const page = await app.ask("GET", "/docs")
    expect(page.text).toContain("<main>")
    expect(page.text).toContain("/api/v1/bots/{botId}/start")
    expect(page.text).not.toMatch(/<script|src=|https?:\/\/(?!json-schema)/)
  })

  it("lists strategies with the fields of their settings, exchanges with their markets", async () => {
    const strategies = await app.ask("GET", "/strategies", { as: "ada" })
    expect(strategies.json.map((strategy) => strategy["strategy"])).toEqual(Strategy.literals)
    const exchanges = await app.ask("GET", "/exchanges", { as: "ada" })
    expect(exchanges.json).toMatchObject([{ id: "simulated", connected: true, markets: [{ symbol: "BTC-USD" }] }])
  })

  it("gives an address for live updates, joined to the trader's own groups", async () => {
    const answer = await app.ask("POST", "/realtime/negotiate", { as: "ada", body: {} })
    expect(answer.status).toBe(200)
    expect(String(answer.json["url"])).toMatch(/^(wss?:\/\/[^/]+)?\/client\/hubs\/.*access_token=/)
    const foreign = { markets: [{ venue: "x:bots", symbol: "user:ben" }] }
    expect((await app.ask("POST", "/realtime/negotiate", { as: "ada", body: foreign })).status).toBe(404)
  })

  it("exports what a tenant has, and nothing of anyone else", async () => {
    const dump = await app.ask("GET", "/me/export", { as: "ada" })
    expect(dump.json).toMatchObject({ tenantId: "ada", Users: [{ name: "ada" }], Orders: [] })
    expect(dump.json["BotDefinitions"]).toHaveLength(1)
    expect(dump.text).not.toContain("mallory")
    const names = Object.keys(dump.json).filter((name) => name !== "exportedAt" && name !== "tenantId")
    expect(names).toEqual(exportedContainers)
    expect(names).toEqual(expect.arrayContaining(["Positions", "PaperAccounts", "Backtests", "CandleSets"]))
  })
})

describe("a change of a bot", () => {
  it("puts it into a group and out of it, whatever else stays", async () => {
    const ask = (method: string, path: string, body?: unknown) =>
      app.ask(method, path, { as: "grouper", ...(body !== undefined && { body }) })
    const path = `/bots/${String((await ask("POST", "/bots", bot())).json["id"])}`
    const before = (await ask("GET", path)).json
    expect((await ask("PATCH", path, { group: "Majors" })).json).toEqual(Object.assign({}, before, { group: "Majors" }))
    expect((await ask("PATCH", path, { name: "Else" })).json).toMatchObject({ group: "Majors", name: "Else" })
    expect((await ask("PATCH", path, { group: "", name: before["name"] })).json).toEqual(before)
    expect((await ask("PATCH", path, { group: "x".repeat(61) })).status).toBe(400)
    expect((await ask("GET", "/activity")).json.map(({ detail }) => detail)).toContainEqual(
      expect.stringContaining("in the group Majors")
    )
  })

  it("leaves what it keeps: some for good, its investment while it runs", async () => {
    const ask = (method: string, path: string, body?: unknown) =>
      app.ask(method, path, { as: "keeper", ...(body !== undefined && { body }) })
    const made = await ask("POST", "/bots", bot())
    const path = `/bots/${String(made.json["id"])}`
    const change = (settings: object) => ask("PATCH", path, { settings: { ...gridSettings, ...settings } })
    expect((await change({ investment: "1500" })).json).toMatchObject({ settings: { investment: "1500" } })
    expect((await ask("POST", `${path}/start`)).status).toBe(202)
    const refused = await change({ investment: "90000" })
    expect([refused.status, fieldsOf(refused)]).toEqual([422, ["settings.investment"]])
    expect(refused.json["detail"]).toBe("is not changed while the bot runs: add funds to it instead")
    expect((await ask("GET", path)).json).toMatchObject({ settings: { investment: "1500" } })
    expect((await change({ investment: "1500.00", lowPrice: "51000" })).status).toBe(200)
    expect((await change({ _tag: "DCA" })).status).toBeGreaterThanOrEqual(400)
  })

  it("is told of a setting's form what is kept", async () => {
    const { json } = await app.ask("GET", "/strategies", { as: "keeper" })
    const grid = json.find(({ strategy }) => strategy === "GRID")
    const fields = grid?.["fields"] as ReadonlyArray<{ name: string; kept?: string }>
    expect(fields.flatMap(({ kept, name }) => (kept === undefined ? [] : [[name, kept]]))).toEqual([
      ["investment", "WHILE_RUNNING"]
    ])
  })
})
