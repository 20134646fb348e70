import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { marketOf, type Price, simulatedHistory } from "@tradetower/domain/market"
import { appendCandles, marketArchive, MarketTime } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { Effect, Layer } from "effect"
import type { Lately, Spread } from "../../../contract/index.ts"
import { btc, offerMarket, perpetual, startApp, type TestApp } from "../../testing.ts"

const market = marketOf(btc)
const endAt = Date.now() - (Date.now() % 60_000)
const { candles } = simulatedHistory({
  market,
  seed: 7,
  endPrice: market.price("60000") as Price,
  endAt,
  minutes: 38 * 1440
})

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  await app.run(offerMarket("60000"))
})
afterAll(() => app.stop())

const path = "/exchanges/simulated/markets/BTC-USD"

describe("presets", () => {
  it("come without a trial while there are no candles", async () => {
    const answer = await app.ask("GET", `${path}/presets?investment=500`, { as: "ada" })
    expect(answer.status).toBe(200)
    for (const preset of answer.json) expect(preset).not.toHaveProperty("lately")
  })

  it("PRESET-3 are three, each with what it made when it was started 30 to 10 days ago", async () => {
    await app.run(appendCandles(marketArchive(btc.venue), btc.symbol, candles))
    for (const strategy of ["GRID", "DCA"]) {
      const answer = await app.ask("GET", `${path}/presets?strategy=${strategy}&investment=1000`, { as: "ada" })
      expect(answer.json.map(({ name }) => name)).toEqual(["SHORT_TERM", "MID_TERM", "LONG_TERM"])
      for (const preset of answer.json) {
        expect(preset).toMatchObject({ settings: { _tag: strategy, investment: "1000" } })
        const lately = preset["lately"] as Lately
        expect(Number(lately.days)).toBeGreaterThan(29)
        const spread = preset["spread"] as Spread
        expect(spread.daysAgo).toEqual([30, 25, 20, 15, 10])
        expect(Number(spread.worst)).toBeLessThanOrEqual(Number(lately.percent))
        expect(Number(spread.best)).toBeGreaterThanOrEqual(Number(lately.percent))
        expect(Number(lately.fees)).toBeGreaterThan(0)
        expect(lately.curve.length).toBeGreaterThan(100)
      }
    }
  })

  it("TERMS-11 are for the rules and fees of the account they are asked for", async () => {
    const body = { label: "By Coinbase", broker: "paper", environment: "PAPER", venue: "simulated", terms: "coinbase" }
    const connection = String((await app.ask("POST", "/connections", { as: "ada", body })).json["id"])
    const ask = (of: string) => app.ask("GET", `${path}/presets?strategy=GRID&investment=1000${of}`, { as: "ada" })
    const [own, paper, default_] = [
      await ask(`&connection=${connection}`),
      await ask("&connection=paper"),
      await ask("")
    ]
    expect(default_.json).toEqual(paper.json)
    // At four times the fee a step of the ladder is four times as wide (PRESET-4).
    const levels = ({ json }: typeof own) => json.map(({ settings }) => (settings as { gridLevels: number }).gridLevels)
    expect(levels(own)[0]).toBeLessThan(levels(paper)[0] ?? 0)
    expect((await ask("&connection=nobodys")).status).toBe(422)
  })

  it("are computed beside the event loop, and once for all who ask", async () => {
    let turns = 0
    const watch = setInterval(() => turns++, 1)
    const asked = Array.from({ length: 5 }, () =>
      app.ask("GET", `${path}/presets?strategy=GRID&investment=2000`, { as: "ada" })
    )
    const answers = await Promise.all(asked)
    clearInterval(watch)
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(turns).toBeGreaterThan(5)
  })

  it("refuse a strategy the market is not for, naming the markets that are", async () => {
    await app.run(offerMarket("60000", perpetual))
    const answer = await app.ask("GET", `${path}/presets?strategy=FUTURES_GRID`, { as: "ada" })
    expect(answer.status).toBe(422)
    expect(answer.json["detail"]).toBe(
      `Futures grid trades futures, and BTC-USD is spot: choose one of ${perpetual.symbol} at simulated`
    )
  })

  it("TERMS-8 refuse a pair that the account's rules don't trade, naming what they do", async () => {
    const body = { label: "By tasty", broker: "paper", environment: "PAPER", venue: "simulated", terms: "tastytrade" }
    const { json } = await app.ask("POST", "/connections", { as: "ada", body })
    const answer = await app.ask("GET", `${path}/presets?connection=${String(json["id"])}`, { as: "ada" })
    expect([answer.status, answer.json["errors"]]).toMatchObject([422, [{ field: "symbol" }]])
    expect(answer.json["detail"]).toMatch(/^tastytrade .*: choose one of its stocks/)
  })

  it("refuse an amount of nothing", async () => {
    const answer = await app.ask("GET", `${path}/presets?investment=0`, { as: "ada" })
    expect(answer.status).toBe(422)
    expect(answer.json["errors"]).toMatchObject([{ field: "investment" }])
  })
})

describe("presets of a market that runs faster than the wall's clock", () => {
  it("are laid out anew as soon as ten minutes have passed on the market", async () => {
    let now = endAt - (endAt % 600_000)
    const time = Layer.succeed(MarketTime, { now: Effect.sync(() => now) })
    const fast = await startApp(Layer.merge(embeddedPlatformForTests(), time))
    try {
      const offered = async (price: string) => {
        await fast.run(offerMarket(price))
        return (await fast.ask("GET", `${path}/presets`, { as: "ada" })).text
      }
      const first = await offered("60000")
      now += 599_999
      expect(await offered("70000")).toBe(first)
      now += 1
      expect(await offered("70000")).not.toBe(first)
    } finally {
      await fast.stop()
    }
  })
})

describe("candles", () => {
  it("are the newest asked for, oldest first, as text on the market's grid", async () => {
    const answer = await app.ask("GET", `${path}/candles?limit=5`, { as: "ada" })
    const rows = answer.json as unknown as ReadonlyArray<readonly [number, string]>
    expect(rows).toHaveLength(5)
    expect(rows.at(-1)?.[0]).toBe(endAt - 60_000)
    expect(rows.at(-1)?.[1]).toMatch(/^\d+(\.\d+)?$/)
  })

  it("are joined into longer ones", async () => {
    const answer = await app.ask("GET", `${path}/candles?timeframe=1h&limit=24`, { as: "ada" })
    const rows = answer.json as unknown as ReadonlyArray<readonly [number]>
    expect(rows).toHaveLength(24)
    expect(rows.every(([at]) => at % 3_600_000 === 0)).toBe(true)
  })
})
