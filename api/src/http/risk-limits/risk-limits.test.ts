import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { gridSettings, offerMarket, perpetual, startApp, type TestApp } from "../../testing.ts"

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  await app.run(offerMarket("60000"))
})
afterAll(() => app.stop())

const strict = { ordersPerMinute: 60, maxOrderNotional: "500", maxLeverage: 3, onBreach: "CLOSE" }
const activity = async () => (await app.ask("GET", "/activity", { as: "ada" })).json as unknown as ReadonlyArray<object>

describe("risk limits", () => {
  it("are the defaults until set, then what was set; every change is in the audit trail", async () => {
    const before = await app.ask("GET", "/risk-limits", { as: "ada" })
    expect(before.json).toMatchObject({ untouched: true, limits: before.json["defaults"] })
    const fields = before.json["fields"] as ReadonlyArray<{ name: string; title: string; min?: string; max?: string }>
    expect(fields.map(({ name }) => name)).toEqual(Object.keys(before.json["defaults"] as object))
    expect(fields.find(({ name }) => name === "maxLeverage")).toMatchObject({ min: "1", max: "125" })
    const set = await app.ask("PUT", "/risk-limits", { as: "ada", body: strict })
    expect(set).toMatchObject({ status: 200, json: { untouched: false, limits: strict } })
    expect((await app.ask("GET", "/risk-limits", { as: "ada" })).json).toEqual(set.json)
    const [entry] = await activity()
    expect(entry).toMatchObject({ action: "risk-limits.set", actor: "TRADER" })
    expect(JSON.stringify(entry)).toContain("maxLeverage 10 -> 3")
    expect((await app.ask("GET", "/risk-limits", { as: "ben" })).json).toMatchObject({ untouched: true })
  })

  it("that can't be are refused, each field named with what would work", async () => {
    const bad = { ...strict, ordersPerMinute: 0, maxOrderNotional: "-1", maxLeverage: 200, onBreach: "SHOUT" }
    const answer = await app.ask("PUT", "/risk-limits", { as: "ada", body: bad })
    expect(answer.status).toBe(400)
    const errors = answer.json["errors"] as ReadonlyArray<{ field: string; message: string }>
    expect(errors.map(({ field }) => field).toSorted()).toEqual(Object.keys(bad).toSorted())
    expect(errors.find(({ field }) => field === "maxLeverage")?.message).toContain("between 1 and 125")
  })

  it("of one bot are a field of the bot, replaced whole and audited", async () => {
    const body = { name: "Careful", connection: "paper", symbol: "BTC-USD", settings: gridSettings }
    const made = await app.ask("POST", "/bots", { as: "ada", body })
    const path = `/bots/${String(made.json["id"])}`
    const risk = { maxDrawdownPercent: "12.5", onBreach: "CLOSE" }
    expect((await app.ask("PATCH", path, { as: "ada", body: { risk } })).json).toMatchObject({ name: "Careful", risk })
    expect(JSON.stringify((await activity())[0])).toContain("maxDrawdownPercent none -> 12.5")
    await app.ask("PATCH", path, { as: "ada", body: { risk: {} } })
    expect((await app.ask("GET", path, { as: "ada" })).json["risk"]).toEqual({})
  })

  it("RISK-9 refuse more leverage when a bot is made or started, saying what would work", async () => {
    await app.run(offerMarket("60000", perpetual))
    const grid = (leverage: number) => ({
      _tag: "FUTURES_GRID",
      start: { _tag: "IMMEDIATELY" },
      direction: "NEUTRAL",
      investment: "1000",
      leverage,
      marginType: "ISOLATED",
      lowPrice: "58000",
      highPrice: "62000",
      gridQuantity: 10,
      spacing: "GEOMETRIC",
      closePositionOnStop: true
    })
    const limit = (maxLeverage: number) =>
      app.ask("PUT", "/risk-limits", { as: "ben", body: { ...strict, maxLeverage } })
    const make = (leverage: number) =>
      app.ask("POST", "/bots", {
        as: "ben",
        body: { name: "Lever", connection: "paper", symbol: "BTC-PERP", settings: grid(leverage) }
      })
    const refusedWith = (field: string, words: string) => ({
      status: 422,
      json: { errors: [{ field, message: expect.stringContaining(words) as unknown }] }
    })
    const words = "4x is more than your limit of 3x: use less"
    await limit(3)
    expect(await make(4)).toMatchObject(refusedWith("settings.leverage", words))
    const made = await make(3)
    expect(made.status).toBe(201)
    const path = `/bots/${String(made.json["id"])}`
    const change = (body: object) => app.ask("PATCH", path, { as: "ben", body })
    await limit(1)
    expect(await app.ask("POST", `${path}/start`, { as: "ben" })).toMatchObject(
      refusedWith("settings.leverage", "your limit of 1x")
    )
    // What it has may stay: its other settings can still be changed.
    expect((await change({ settings: { ...grid(3), stopLossPrice: "55000" } })).status).toBe(200)
  })
})
