import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { PAPER } from "@tradetower/domain/connection"
import type { RunSummary } from "@tradetower/domain/bot"
import { BotId, RunId } from "@tradetower/domain/ids"
import { VenueId, Symbol } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { type BotRun, BotRuns, Markets, Notifications, Store } from "@tradetower/platform"
import { Effect, Schema } from "effect"
import { btc, gridSettings, offerMarket, startApp, tenant, type TestApp } from "../../testing.ts"

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  await app.run(offerMarket("60000"))
})
afterAll(() => app.stop())

const body = { name: "Ladder", connection: "paper", symbol: "BTC-USD", settings: gridSettings }
const ask = (as: string) => (method: string, path: string, given?: unknown) =>
  app.ask(method, path, { as, ...(given !== undefined && { body: given }) })
const names = async (as: string) => (await ask(as)("GET", "/bots")).json.map(({ name }) => name)

const summary: RunSummary = {
  state: "STOPPED",
  since: 0,
  reason: "Stopped by you.",
  invested: Decimal.make("1000"),
  tradingProfit: Decimal.make("-18"),
  fees: Decimal.make("1"),
  position: Decimal.make("0"),
  positionCost: Decimal.make("0"),
  endPrice: Decimal.make("60000"),
  fills: 3,
  roundTrips: 1,
  openOrders: 0,
  unknownOrders: 0
}

/** A run as realtime projects it. */
const project = (as: string, botId: string, id: string, startedAt: number, more: Partial<BotRun> = {}) => {
  const run: BotRun = {
    id: RunId.make(id),
    tenantId: tenant(as),
    botDefinitionId: BotId.make(botId),
    connection: PAPER,
    environment: "PAPER" as const,
    venue: VenueId.make("simulated"),
    symbol: Symbol.make("BTC-USD"),
    startedAt,
    endedAt: startedAt + 1,
    seq: 9,
    live: false,
    state: "STOPPED",
    summary,
    ...more
  }
  return app.run(Effect.flatMap(Store, (store) => store.upsert(BotRuns, run)))
}

const readStart = Schema.decodeUnknownSync(Schema.Struct({ runId: Schema.String }))

/** The run that was asked for last. */
const runAskedFor = async () => readStart((await app.drain("bot-commands", "engine")).at(-1)?.body).runId

/** A bot whose first run has ended. */
const endedBot = async (as: string, more: Partial<RunSummary> = {}) => {
  const { json } = await ask(as)("POST", "/bots", { ...body, start: true })
  const id = String(json["id"])
  const runId = await runAskedFor()
  await project(as, id, runId, 10, { summary: { ...summary, ...more } })
  return { id, runId }
}

describe("a bot that is made to start", () => {
  it("runs, and is not made when the start is refused", async () => {
    const bea = ask("bea")
    expect((await bea("POST", "/bots", { ...body, start: true })).status).toBe(201)
    const sent = await app.drain("bot-commands", "engine")
    expect(sent.map(({ subject }) => subject)).toEqual(["Start"])
    await bea("POST", "/kill-switch")
    await app.drain("bot-commands", "engine")
    const refused = await bea("POST", "/bots", { ...body, name: "Never", start: true })
    expect([refused.status, refused.json["detail"]]).toEqual([409, expect.stringContaining("kill switch")])
    expect(await names("bea")).toEqual(["Ladder"])
    expect((await bea("POST", "/bots", { ...body, name: "Saved" })).status).toBe(201)
  })

  it("is taken away before anyone trades when the market went meanwhile; one that was there before stays", async () => {
    const cleo = ask("cleo")
    const saved = await cleo("POST", "/bots", { ...body, name: "Saved" })
    await cleo("POST", `/bots/${String(saved.json["id"])}/start`)
    await cleo("POST", "/bots", { ...body, name: "Never", start: true })
    await app.run(Effect.flatMap(Store, (store) => store.remove(Markets, { venue: btc.venue }, btc.symbol)))
    for (const { body: command, messageId, properties = {} } of await app.drain("bot-commands", "engine"))
      await app.deliver("bot-commands", { messageId, body: command, properties })
    await app.run(offerMarket("60000"))
    expect(await names("cleo")).toEqual(["Saved"])
    const told = await app.run(
      Effect.flatMap(Store, (store) => store.query(Notifications, { tenantId: tenant("cleo") }))
    )
    expect(told.items.map(({ value }) => value.text).toSorted()).toEqual([
      "Never was not made: BTC-USD is not on offer at simulated now.",
      "Saved was not started: BTC-USD is not on offer at simulated now."
    ])
  })
})

describe("LEDGER-8 a bot that is started again", () => {
  it("forgets no run: its figures are those of all of them, while the next one has yet to begin and after", async () => {
    const dora = ask("dora")
    const { id } = await endedBot("dora")
    expect((await dora("POST", `/bots/${id}/start`)).status).toBe(202)
    const runId = await runAskedFor()
    const starting = await dora("GET", `/bots/${id}`)
    expect(starting.json["run"]).toMatchObject({ live: false, summary: { tradingProfit: "-18" } })
    await project("dora", id, runId, 20, { live: true, state: "ACTIVE", summary: { ...summary, state: "ACTIVE" } })
    expect((await dora("GET", `/bots/${id}`)).json["earlier"]).toMatchObject({
      runs: 1,
      tradingProfit: "-18",
      fills: 3
    })
    const { allRuns } = (await dora("GET", `/bots/${id}/performance`)).json
    expect(allRuns).toMatchObject({
      runs: 2,
      invested: "1000",
      tradingProfit: "-36",
      total: "-38",
      percent: "-3.8",
      fills: 6
    })
    const curve = await dora("GET", `/metrics?bot=${id}&to=15&limit=1`)
    expect(curve.json).toMatchObject([{ total: "-19" }])
  })

  it("has runs to be opened, page by page", async () => {
    const eve = ask("eve")
    const { id, runId } = await endedBot("eve")
    await project("eve", id, "second", 20)
    await project("eve", id, "third", 30)
    const ids = async (query: string) => (await eve("GET", `/bots/${id}/runs${query}`)).json.map((run) => run["id"])
    expect(await ids("?limit=2")).toEqual(["third", "second"])
    expect(await ids("?limit=2&before=20")).toEqual([runId])
    expect((await eve("GET", `/bots/${id}/runs/second`)).json).toMatchObject({ startedAt: 20, summary: { fills: 3 } })
    expect((await eve("GET", `/bots/${id}/runs/none`)).status).toBe(404)
    expect((await ask("dora")("GET", `/bots/${id}/runs/second`)).status).toBe(404)
  })
})

describe("a bot that is put away", () => {
  it("is archived, still counts, and can't be started until it is brought back", async () => {
    const fay = ask("fay")
    const { id } = await endedBot("fay")
    expect((await fay("POST", `/bots/${id}/archive`)).json["archivedAt"]).toBeGreaterThan(0)
    const [listed] = (await fay("GET", "/bots")).json
    expect(listed?.["archivedAt"]).toBeGreaterThan(0)
    expect(listed).toMatchObject({ run: { summary: { fills: 3 } } })
    const start = await fay("POST", `/bots/${id}/start`)
    expect([start.status, start.json["detail"]]).toEqual([
      409,
      "Ladder is archived. Bring it back before you start it."
    ])
    expect((await fay("POST", `/bots/${id}/unarchive`)).json["archivedAt"]).toBeUndefined()
    expect((await fay("POST", `/bots/${id}/start`)).status).toBe(202)
    for (const [method, path] of [
      ["POST", `/bots/${id}/archive`],
      ["DELETE", `/bots/${id}`]
    ] as const)
      expect((await fay(method, path)).json["detail"]).toBe("Ladder is running. Stop it first.")
  })

  it("is deleted when it has never traded, and only then", async () => {
    const gia = ask("gia")
    const traded = await endedBot("gia")
    const refused = await gia("DELETE", `/bots/${traded.id}`)
    expect([refused.status, refused.json["detail"]]).toEqual([409, expect.stringContaining("Archive it instead")])
    // It traded in an earlier run.
    await project("gia", traded.id, "later", 20, { summary: { ...summary, fills: 0 } })
    expect((await gia("DELETE", `/bots/${traded.id}`)).status).toBe(409)
    const idle = await endedBot("gia", { fills: 0 })
    const orders = await endedBot("gia", { fills: 0, openOrders: 1 })
    const untraded = await gia("DELETE", `/bots/${orders.id}`)
    expect([untraded.status, untraded.json["detail"]]).toEqual([409, expect.stringContaining("may still trade")])
    // Those are an earlier run's now.
    await project("gia", orders.id, "after-orders", 20, { summary: { ...summary, fills: 0 } })
    expect((await gia("DELETE", `/bots/${orders.id}`)).status).toBe(409)
    expect((await ask("fay")("DELETE", `/bots/${idle.id}`)).status).toBe(404)
    expect((await gia("DELETE", `/bots/${idle.id}`)).status).toBe(204)
    const saved = await gia("POST", "/bots", body)
    expect((await gia("DELETE", `/bots/${String(saved.json["id"])}`)).status).toBe(204)
    expect(await names("gia")).toHaveLength(2)
    const left = await app.run(Effect.flatMap(Store, (store) => store.query(BotRuns, { tenantId: tenant("gia") })))
    expect(left.items.some(({ value }) => value.botDefinitionId === idle.id)).toBe(false)
  })
})
