import { afterAll, beforeAll, describe, expect, it, vi } from "@effect/vitest"
import { gridSettings, offerMarket, startApp, type TestApp } from "../../testing.ts"
import { bodyProblem, shapeProblem } from "./body-shape.ts"

const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth)

describe("the shape of a body", () => {
  it("is judged by its lengths, before anything looks at what they hold", () => {
    // A list that tells when somebody looks at an element.
    const looked: Array<number> = []
    const list = Array.from({ length: 500_000 }, () => 0)
    Object.defineProperty(list, 0, { enumerable: true, get: () => looked.push(1) })
    expect(shapeProblem({ markets: list })).toEqual({
      field: "markets",
      message: "has 500000 elements: at most 1000 are read"
    })
    expect(looked).toEqual([])
  })

  it("is refused where it is too deep, too wide, too long, or too much in all", () => {
    const wide = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`a${i}`, 1]))
    const much = Array.from({ length: 900 }, () => Array.from({ length: 900 }, () => 0))
    expect(bodyProblem(nested(200_000))?.message).toMatch(/levels deep: at most 16/)
    expect(shapeProblem(wide)?.message).toBe("has 300 fields: at most 200 are read")
    expect(shapeProblem({ name: "x".repeat(20_000) })?.message).toBe("is 20000 characters long: at most 10000 are read")
    expect(shapeProblem(much)?.message).toMatch(/too many values/)
    expect(bodyProblem(`"${"x".repeat(2_000_000)}"`)?.message).toMatch(/^has 2000002 characters/)
    expect(shapeProblem({ ["n".repeat(50_000)]: [] })?.field).toHaveLength(101)
    expect(shapeProblem({ name: "x", settings: gridSettings, axes: [{ field: "gridLevels" }] })).toBeUndefined()
  })
})

describe("a body of brackets or values without end", () => {
  it("is refused unparsed, and what stands in quotes is no bracket", () => {
    const parse = vi.spyOn(JSON, "parse")
    const deep = ["[".repeat(500_000), '{"a":'.repeat(100_000), `["\\\\",${nested(18)}]`]
    for (const text of deep) expect(bodyProblem(text)?.message).toMatch(/levels deep: at most 16/)
    expect(bodyProblem(`{${'"k":1,'.repeat(100_000)}"k":1}`)?.message).toMatch(/too many values/)
    expect(parse).not.toHaveBeenCalled()
    parse.mockRestore()
    expect(bodyProblem(JSON.stringify({ name: `"${"[{,".repeat(3_000)}\\` }))).toBeUndefined()
    expect(bodyProblem(nested(17))).toBeUndefined()
  })
})

describe("a request that is too much", () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startApp()
    await app.run(offerMarket("60000"))
  })
  afterAll(() => app.stop())

  const stranger = "stranger".repeat(2_000)
  const bot = { name: "A", connection: "paper", symbol: "BTC-USD", settings: gridSettings }
  const many = (count: number) => Array.from({ length: count }, () => 0)
  const few = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`${i}${"k".repeat(5_000)}`, 1]))
  const paths: ReadonlyArray<readonly [string, string, unknown]> = [
    ["POST", "/realtime/negotiate", { markets: many(500_000) }],
    ["POST", "/realtime/negotiate", { markets: many(900) }],
    ["POST", "/sweeps", { axes: many(100_000) }],
    ["POST", "/sweeps", { axes: many(900) }],
    ["POST", "/bots", { ...bot, name: "n".repeat(900_000) }],
    ["POST", "/bots", { ...bot, ...few }],
    ["POST", "/bots", { ...bot, symbol: stranger.slice(0, 9_000) }],
    ["POST", "/bots", { ...bot, settings: { ...gridSettings, _tag: stranger.slice(0, 9_000) } }],
    ["POST", "/bots", { ...bot, settings: { ...gridSettings, investment: "9".repeat(9_000) } }],
    ["POST", "/bots", { ...bot, settings: { ...gridSettings, spacing: stranger.slice(0, 9_000) } }],
    ["POST", "/bots", nested(200_000)],
    ["POST", "/signals/test", { botId: stranger.slice(0, 9_000), action: "BUY" }],
    ["GET", `/exchanges/${stranger.slice(0, 9_000)}/markets/BTC-USD/candles`, undefined],
    ["GET", `/backtests/${stranger.slice(0, 9_000)}`, undefined],
    ["GET", `/nothing/${stranger.slice(0, 9_000)}`, undefined],
    [
      "GET",
      `/activity?${many(2_000)
        .map((_, i) => `a${i}=1`)
        .join("&")}`,
      undefined
    ]
  ]

  it.each(paths)("gets a short answer from %s %.40s", async (method, path, body) => {
    const answer = await app.ask(method, path, { as: "ada", ...(body !== undefined && { body }) })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expect(answer.text.length).toBeLessThan(8_000)
    const errors = (answer.json["errors"] ?? []) as ReadonlyArray<unknown>
    expect(errors.length).toBeLessThanOrEqual(20)
    // Never more than a hundred characters of what was sent.
    expect(answer.text).not.toMatch(/(.)\1{100}|(?:stranger){14}/)
  })

  it.each([
    "/exchanges/simulated/markets/BTC-USD/candles?from=8640000000000001",
    "/exchanges/simulated/markets/BTC-USD/candles?to=253402300800000",
    "/exchanges/simulated/markets/BTC-USD/candles?from=-1",
    "/exchanges/simulated/markets/BTC-USD/candles?from=NaN",
    "/exchanges/simulated/markets/BTC-USD/candles?to=Infinity",
    "/exchanges/simulated/markets/BTC-USD/candles?to=1e300",
    "/candles/simulated/BTC-USD/columns?from=9000000000000000",
    "/candles/simulated/BTC-USD/columns?days=1000000000",
    "/candles/simulated/BTC-USD/columns?days=-1",
    "/activity?before=9007199254740991",
    "/notifications?before=-5"
  ])("is told of a moment beyond the calendar: %s", async (path) => {
    const answer = await app.ask("GET", path, { as: "ada" })
    expect([answer.status, answer.json["errors"]]).toMatchObject([400, expect.any(Array)])
  })

  it.each([
    ["/backtests", { venue: "simulated", symbol: "BTC-USD", settings: gridSettings, from: 9e15 }],
    ["/backtests", { venue: "simulated", symbol: "BTC-USD", settings: gridSettings, to: -1 }],
    ["/candles/downloads", { symbol: "BTC-USD", from: 0, to: 8.64e15 + 1 }],
    ["/notifications/read", { upTo: 1e18 }]
  ])("is told of a moment beyond the calendar in a body: %s", async (path, body) => {
    expect((await app.ask("POST", path, { as: "ada", body })).status).toBe(400)
  })
})
