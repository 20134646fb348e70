import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { decodeSeries, marketOf, type Price, simulatedHistory } from "@tradetower/domain/market"
import { appendCandles, marketArchive, ownArchive } from "@tradetower/platform"
import { type Answer, btc, gridSettings, offerMarket, startApp, tenant, type TestApp } from "../../testing.ts"

const market = marketOf(btc)
const endAt = Date.now() - (Date.now() % 60_000)
const DAYS = 4
const { candles } = simulatedHistory({
  market,
  seed: 7,
  endPrice: market.price("60000") as Price,
  endAt,
  minutes: DAYS * 1440
})

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  await app.run(offerMarket("60000"))
  await app.run(appendCandles(marketArchive(btc.venue), btc.symbol, candles))
})
afterAll(() => app.stop())

const asked = { venue: "simulated", symbol: "BTC-USD", settings: gridSettings }
const start = (path: string, body: unknown, as = "ada") => app.ask("POST", path, { as, body })
/** Does what waits in the topic, as the Functions runtime would. */
const work = async () => {
  for (;;) {
    const left: Array<number> = []
    for (const topic of ["backtest-jobs", "sweep-jobs"] as const) {
      const messages = await app.drain(topic, "simulation")
      for (const message of messages) await app.deliver(topic, message)
      left.push(messages.length)
    }
    if (left.every((count) => count === 0)) return
  }
}

describe("a backtest", () => {
  it("is begun, told of, done, and read page by page", async () => {
    const begun = await start("/backtests", { ...asked, options: { takerFeePercent: 0.3, volumeSharePercent: 50 } })
    expect(begun.status).toBe(202)
    expect(begun.json).toMatchObject({ state: "QUEUED", progress: 0, strategy: "GRID", timeframe: "1m" })
    const path = `/backtests/${String(begun.json["id"])}`
    expect((await app.ask("GET", `${path}/result`, { as: "ada" })).status).toBe(409)
    await work()
    const done = await app.ask("GET", path, { as: "ada" })
    expect(done.json).toMatchObject({ state: "DONE", progress: 1, headline: { fills: expect.any(Number) as number } })
    const result = await app.ask("GET", `${path}/result`, { as: "ada" })
    expect(result.json).toMatchObject({
      candles: DAYS * 1440,
      gaps: { count: 0, missing: 0 },
      warnings: [],
      metrics: { invested: "1000" },
      band: { worst: expect.any(String) as string }
    })
    const total = result.json["tradeCount"] as number
    expect(total).toBeGreaterThan(5)
    const seen: Array<unknown> = []
    for (let after: number | undefined = 0; after !== undefined;) {
      const page: Answer = await app.ask("GET", `${path}/trades?limit=4&after=${after}`, { as: "ada" })
      seen.push(...(page.json["trades"] as ReadonlyArray<unknown>))
      after = page.json["next"] as number | undefined
    }
    expect(seen).toHaveLength(total)
    expect((await app.ask("GET", "/backtests", { as: "ada" })).json).toHaveLength(1)
  })

  it("is the same when its message comes again, and nothing when it was deleted", async () => {
    const { json } = await start("/backtests", { ...asked, days: 1 })
    const path = `/backtests/${String(json["id"])}`
    const [message] = await app.drain("backtest-jobs", "simulation")
    if (message === undefined) throw new Error("no message was sent")
    await app.deliver("backtest-jobs", message)
    const first = await app.ask("GET", `${path}/result`, { as: "ada" })
    await app.deliver("backtest-jobs", message)
    expect((await app.ask("GET", `${path}/result`, { as: "ada" })).text).toBe(first.text)
    expect((await app.ask("DELETE", path, { as: "ada" })).status).toBe(204)
    await app.deliver("backtest-jobs", message)
    expect((await app.ask("GET", path, { as: "ada" })).status).toBe(404)
  })

  it("is set beside another", async () => {
    const ids: Array<string> = []
    for (const gridLevels of [10, 20]) {
      const { json } = await start("/backtests", { ...asked, settings: { ...gridSettings, gridLevels } })
      ids.push(String(json["id"]))
    }
    await work()
    const { json } = await app.ask("GET", `/backtests/${ids[0]}/against/${ids[1]}`, { as: "ada" })
    const fills = (json["differences"] as ReadonlyArray<{ name: string; difference: string }>).find(
      ({ name }) => name === "fills"
    )
    expect(Number(fills?.difference)).toBeGreaterThan(0)
  })

  it("is cancelled before it begins", async () => {
    const { json } = await start("/backtests", asked)
    const path = `/backtests/${String(json["id"])}`
    expect((await app.ask("POST", `${path}/cancel`, { as: "ada" })).json).toMatchObject({ state: "CANCELLED" })
    await work()
    expect((await app.ask("GET", path, { as: "ada" })).json).toMatchObject({ state: "CANCELLED" })
    expect((await app.ask("POST", `${path}/cancel`, { as: "ada" })).status).toBe(409)
  })

  it("is nobody else's", async () => {
    const { json } = await start("/backtests", asked, "ben")
    const path = `/backtests/${String(json["id"])}`
    for (const [method, end] of [
      ["GET", ""],
      ["GET", "/result"],
      ["GET", "/trades"],
      ["POST", "/cancel"],
      ["DELETE", ""]
    ] as const)
      expect((await app.ask(method, path + end, { as: "ada" })).status, method + end).toBe(404)
    await work()
  })

  it("is refused where it can't work, naming the field", async () => {
    const wrong = await start("/backtests", { ...asked, settings: { ...gridSettings, highPrice: "40000" } })
    expect(wrong.status).toBe(422)
    expect(wrong.json["errors"]).toMatchObject([{ field: "settings.highPrice" }])
    expect((await start("/backtests", { ...asked, symbol: "NO-USD" })).status).toBe(404)
    const early = await start("/backtests", { ...asked, from: 0, to: 1_000_000 })
    expect(early.status).toBe(422)
    expect(early.json["detail"]).toMatch(/there are candles from/)
    const turned = await start("/backtests", { ...asked, from: endAt, to: endAt - 3_600_000 })
    expect(turned.status).toBe(422)
    expect(turned.json["detail"]).toMatch(/the start, .*, must be before the end/)
  })

  it("says how much history indicators need when there is too little", async () => {
    const conditions = [{ _tag: "RSI", timeframe: "1d", side: "BUY" }]
    const settings = { ...gridSettings, start: { _tag: "INDICATORS", combine: "ALL", conditions } }
    const { json } = await start("/backtests", { ...asked, settings })
    await work()
    const failed = await app.ask("GET", `/backtests/${String(json["id"])}`, { as: "ada" })
    expect(failed.json).toMatchObject({ state: "FAILED" })
    expect(failed.json["failure"]).toMatch(
      /^The indicators need [\d,]+ candles \(\d+ days.*Load older candles, or give/
    )
  })
})

describe("a sweep", () => {
  const axes = [
    { field: "gridLevels", from: "10", to: "30", step: "10" },
    { field: "lowPrice", from: "50000", to: "58000", step: "4000" }
  ]

  it("runs every set, ranks them and shows them as a map", async () => {
    const begun = await start("/sweeps", { ...asked, axes })
    expect(begun.json).toMatchObject({ sets: 9, done: 0, state: "QUEUED" })
    const path = `/sweeps/${String(begun.json["id"])}`
    await work()
    expect((await app.ask("GET", path, { as: "ada" })).json).toMatchObject({ state: "DONE", done: 9 })
    const result = await app.ask("GET", `${path}/result`, { as: "ada" })
    const sets = result.json["sets"] as ReadonlyArray<{
      rank: number
      chosenOn: { totalPercent: string }
      settings: { gridLevels: number }
    }>
    expect(sets.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    const returns = sets.map(({ chosenOn }) => Number(chosenOn.totalPercent))
    expect(returns).toEqual(returns.toSorted((a, b) => b - a))
    expect(result.json["warning"]).toMatch(/best/)
    const map = await app.ask("GET", `${path}/map?measure=FILLS`, { as: "ada" })
    expect(map.json).toMatchObject({ x: { field: "gridLevels", values: ["10", "20", "30"] }, y: { field: "lowPrice" } })
    expect((map.json["chosenOn"] as ReadonlyArray<ReadonlyArray<string>>).flat()).toHaveLength(9)
    expect((await app.ask("GET", `${path}/map?x=spacing`, { as: "ada" })).status).toBe(422)
  })

  it("goes on where it was after an interruption, and loses no set to it", async () => {
    const { json } = await start("/sweeps", { ...asked, axes })
    const path = `/sweeps/${String(json["id"])}`
    const [message] = await app.drain("sweep-jobs", "simulation")
    if (message === undefined) throw new Error("no message was sent")
    await app.deliver("sweep-jobs", message)
    const first = await app.ask("GET", `${path}/result`, { as: "ada" })
    await app.deliver("sweep-jobs", { ...message, messageId: "again" })
    expect((await app.ask("GET", `${path}/result`, { as: "ada" })).text).toBe(first.text)
  })

  it("keeps what was done until it was cancelled", async () => {
    const many = [
      { field: "gridLevels", from: "10", to: "100", step: "1" },
      { field: "lowPrice", from: "50000", to: "59800", step: "100" }
    ]
    const { json } = await start("/sweeps", { ...asked, axes: many })
    const path = `/sweeps/${String(json["id"])}`
    const sweep = async () => (await app.ask("GET", path, { as: "ada" })).json
    expect((await app.ask("GET", `${path}/result`, { as: "ada" })).status).toBe(409)
    const working = work()
    await expect.poll(async () => (await sweep())["done"]).toBeGreaterThan(0)
    await app.ask("POST", `${path}/cancel`, { as: "ada" })
    await working
    const { done, sets, state } = await sweep()
    expect(state).toBe("CANCELLED")
    expect(done).toBeLessThan(sets as number)
    const result = await app.ask("GET", `${path}/result?limit=1000`, { as: "ada" })
    expect(result.json["sweep"]).toMatchObject({ state: "CANCELLED", done })
    expect(result.json["sets"]).toHaveLength(Math.min(done as number, 1000))
    expect((await app.ask("GET", `${path}/map`, { as: "ada" })).status).toBe(200)
  })

  it("says that none of its sets can run, and why", async () => {
    const above = [{ field: "lowPrice", from: "90000", to: "91000", step: "500" }]
    const { json } = await start("/sweeps", { ...asked, axes: above })
    await work()
    const result = await app.ask("GET", `/sweeps/${String(json["id"])}/result`, { as: "ada" })
    expect(result.json).toMatchObject({
      refused: 3,
      warning: expect.stringMatching(/None of the sets can run/) as string
    })
    expect(result.text).toMatch(/"problem":"\w+: /)
  })

  it("is refused beyond 10,000 sets with the number, and for a field that is no number", async () => {
    const many = await start("/sweeps", { ...asked, axes: [{ field: "lowPrice", from: "1", to: "20000", step: "1" }] })
    expect(many.status).toBe(422)
    expect(many.json["detail"]).toMatch(/20000 sets.*10000/)
    const word = await start("/sweeps", { ...asked, axes: [{ field: "spacing", from: "1", to: "2", step: "1" }] })
    expect(word.json["errors"]).toMatchObject([{ field: "axes.0.field" }])
  })
})

describe("stored candles", () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const T = 1_700_000_040_000
  const rows = Array.from({ length: 300 }, (_, i) => `${T + i * 60_000},100,101.5,99.5,100.25,1.5`)
  const csv = ["timestamp,open,high,low,close,volume", ...rows].join("\n")

  it("are listed, and given as columns", async () => {
    const { json } = await app.ask("GET", "/candles", { as: "ada" })
    expect(json).toMatchObject([{ venue: "simulated", symbol: "BTC-USD", origin: "MARKET", count: DAYS * 1440 }])
    const answer = await app.ask("GET", "/candles/simulated/BTC-USD/columns?days=1", { as: "ada" })
    expect(answer.headers.get("content-type")).toBe("application/octet-stream")
    const series = decodeSeries(answer.bytes)
    expect(series.length).toBe(1440)
    expect(series.close.at(-1)).toBe(candles.at(-1)?.close)
  })

  it("are imported for one trader alone, and backtested", async () => {
    const sent = await app.ask("POST", "/candles/import/X-USD?format=csv", { as: "ada", bytes: bytes(csv) })
    expect(sent.status).toBe(201)
    expect(sent.json).toMatchObject({
      venue: "import",
      symbol: "X-USD",
      origin: "IMPORT",
      count: 300,
      timeframe: "1m"
    })
    const settings = { ...gridSettings, lowPrice: "95", highPrice: "105" }
    const mine = { venue: "import", symbol: "X-USD", settings }
    const { json } = await start("/backtests", mine)
    await work()
    expect((await app.ask("GET", `/backtests/${String(json["id"])}`, { as: "ada" })).json).toMatchObject({
      state: "DONE"
    })
    expect((await start("/backtests", mine, "ben")).status).toBe(404)
    expect((await app.ask("GET", "/candles", { as: "ben" })).text).not.toContain("X-USD")
    expect((await app.ask("GET", "/candles/import/X-USD/columns", { as: "ben" })).status).toBe(404)
    expect((await app.ask("DELETE", "/candles/import/X-USD", { as: "ben" })).status).toBe(404)
    const inner = ownArchive(tenant("ada"))
    for (const name of [inner, inner.toUpperCase(), `x/${inner}`, `../series/${inner}`]) {
      const path = `/candles/${encodeURIComponent(name)}/X-USD/columns`
      expect([400, 404]).toContain((await app.ask("GET", path, { as: "ben" })).status)
      expect([400, 404]).toContain((await start("/backtests", { ...mine, venue: name }, "ben")).status)
      const axes = [{ field: "gridLevels", from: "10", to: "12", step: "1" }]
      expect([400, 404]).toContain((await start("/sweeps", { ...mine, axes, venue: name }, "ben")).status)
    }
    const again = await app.ask("POST", "/candles/import/X-USD?format=csv", { as: "ada", bytes: bytes(csv) })
    expect([again.status, again.json]).toMatchObject([409, { detail: /X-USD already: replace them, or give/ }])
    const replaced = "/candles/import/X-USD?format=csv&replace=true&assetClass=CRYPTO&tickSize=0.001"
    const anew = await app.ask("POST", replaced, { as: "ada", bytes: bytes(csv) })
    expect([anew.status, anew.json]).toMatchObject([201, { instrument: { assetClass: "CRYPTO", tickSize: "0.001" } }])
    const nonsense = "/candles/import/X-USD?format=csv&replace=true&columns=open,close"
    expect((await app.ask("POST", nonsense, { as: "ada", bytes: bytes(csv) })).status).toBe(422)
    expect((await app.ask("DELETE", "/candles/import/X-USD", { as: "ada" })).status).toBe(204)
    expect((await start("/backtests", mine)).status).toBe(404)
  })

  it("are refused with the line that is bad, or a name that is no pair", async () => {
    const unnamed = await app.ask("POST", "/candles/import/nodash?format=csv", { as: "ada", bytes: bytes(csv) })
    expect(unnamed.status).toBe(422)
    expect(unnamed.json["detail"]).toMatch(/BASE-QUOTE/)
    const bad = `${csv}\n${T},1,1,1,1,1`
    const answer = await app.ask("POST", "/candles/import/X-USD?format=csv", { as: "ada", bytes: bytes(bad) })
    expect(answer.status).toBe(422)
    expect(answer.json["detail"]).toMatch(/line 302: the timestamp is earlier/)
  })
})
