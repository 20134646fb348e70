import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { startApp, type TestApp } from "../../testing.ts"

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())

const bytes = (text: string) => new TextEncoder().encode(text)
const T = 1_700_000_040_000
const rows = Array.from({ length: 300 }, (_, i) => `${T + i * 60_000},100,101.5,99.5,100.25,7`)
const whole = ["timestamp,open,high,low,close,volume", ...rows].join("\n")

describe("candles of a file", () => {
  it("CANDLE-11 are looked at first: what would be made of them is told, can be set, and brings nothing in", async () => {
    const look = (query: string, text = whole) =>
      app.ask("POST", `/candles/look/Y-USD?format=csv${query}`, { as: "ada", bytes: bytes(text) })
    const seen = await look("")
    expect([seen.status, seen.json]).toMatchObject([
      200,
      { count: 300, timeframe: "1m", from: T, to: T + 300 * 60_000, turned: false, rounded: 0, cut: 0 }
    ])
    expect(seen.json["told"]).toEqual([expect.stringMatching(/^Y-USD is taken for .* tick 0\.01 .* lot /)])
    const set = await look("&assetClass=EQUITY&tickSize=0.5&lotSize=2&time=ms")
    expect(set.json).toMatchObject({
      instrument: { assetClass: "EQUITY", tickSize: "0.5", lotSize: "2" },
      because: { assetClass: "as you said", tickSize: "as you said", lotSize: "as you said" },
      rounded: 300,
      cut: 300
    })
    const lines = whole.split("\n")
    const turned = await look("", [lines[0], ...lines.slice(1).toReversed()].join("\n"))
    expect(turned.json).toMatchObject({ turned: true, from: T })
    const bad = await look("", `${whole}\n${T},1,1,1,1,1`)
    expect([bad.status, bad.json["detail"]]).toMatchObject([422, /line 302: the timestamp is earlier/])
    expect((await look("&zone=Mars/Olympus")).status).toBe(400)
    expect((await app.ask("GET", "/candles", { as: "ada" })).text).not.toContain("Y-USD")
    const brought = await app.ask("POST", "/candles/import/Y-USD?format=csv", { as: "ada", bytes: bytes(whole) })
    expect(brought.json).toMatchObject({ symbol: "Y-USD", origin: "IMPORT", reading: seen.json })
  })
})
