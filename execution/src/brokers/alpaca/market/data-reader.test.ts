import { describe, expect, it } from "vitest"
import { shares } from "../asked.fixture.ts"
import { marketIn } from "../instruments.ts"
import { readFrame } from "./data-reader.ts"

const read = (...messages: ReadonlyArray<string>) => readFrame(`[${messages.join(",")}]`, (symbol) => marketIn(symbol))
const trade = (more = "") =>
  `{"T":"t","S":"KO","i":9007199254740993,"p":61.2401,"s":100,"t":"2026-11-27T15:01:02.000123456Z"${more}}`

describe("a frame of Alpaca's prices", () => {
  it("tells each trade at its price, digit for digit", () => {
    const coin = '{"T":"t","S":"BTC/USD","p":92000.123456789,"s":4e-7,"t":"2026-11-27T15:01:02Z","tks":"B","i":1}'
    expect(read(trade(), coin)?.ticks).toEqual([
      { symbol: "KO", price: 612_401, at: Date.parse("2026-11-27T15:01:02.000Z"), quantity: shares("100") },
      { symbol: "BTC-USD", price: 92_000_123_456_789, at: Date.parse("2026-11-27T15:01:02Z"), quantity: 400 }
    ])
  })

  it("tells a trade whose numbers are sums of floats, as far as they are counted", () => {
    const coin =
      '{"T":"t","S":"BTC/USD","p":92000.00000000000000000003,"s":4.0000000000000001e-7,"t":"2026-11-27T15:01:02Z"}'
    expect(read(coin)?.ticks).toMatchObject([{ price: 92_000_000_000_000, quantity: 400 }])
  })

  it.each(["I", "W", "4", "B", "7", "Z", "U", "P", "T"])(
    "leaves a trade out that says nothing of the price: %s",
    (one) => {
      expect(read(trade(`,"c":["@","${one}"]`))?.ticks).toEqual([])
      expect(read(trade(',"c":["@","F"]'))?.ticks).toHaveLength(1)
    }
  )

  it.each(['"p":0', '"p":-1', '"t":"2026-13-45T99:99:99Z"'])("leaves out a trade that can't have been: %s", (odd) => {
    expect(read(trade(`,${odd}`))).toEqual({ ticks: [], skipped: new Set(["KO"]) })
  })

  it("tells steps, what is subscribed to, errors, and whose trade can't be read", () => {
    expect(read('{"T":"success","msg":"authenticated"}')).toMatchObject({ step: "authenticated" })
    expect(read('{"T":"subscription","trades":["KO"],"bars":[]}')?.subscribed).toEqual(new Set(["KO"]))
    expect(read('{"T":"error","code":405,"msg":"symbol limit exceeded"}')?.error).toEqual({
      code: "405",
      message: "symbol limit exceeded"
    })
    expect(read('{"T":"t","S":"KO","p":"dear"}', '{"T":"t","S":"PEP"}')?.skipped).toEqual(new Set(["KO", "PEP"]))
    expect(read('{"T":"t"}')?.skipped).toEqual(new Set([undefined]))
    expect(read('{"T":"news"}')).toEqual({ ticks: [] })
    expect(read('{"S":"KO"}', "null", trade())).toMatchObject({
      skipped: new Set([undefined]),
      ticks: [{ symbol: "KO" }]
    })
    expect(readFrame('{"T":"t"}', () => undefined)).toBeUndefined()
    expect(readFrame("<html>", () => undefined)).toBeUndefined()
  })

  it.each([
    ["2", "", true],
    ["H", ',"sm":"Trading Halt","rc":"T1","rm":"Halt News Pending"', true],
    ["P", ',"sm":null', true],
    ["3", "", false],
    ["T", "", false]
  ])("tells that trading stops or goes on: %s", (code, more, stops) => {
    const said = read(`{"T":"s","S":"KO","sc":"${code}"${more},"t":"2026-11-27T15:01:02Z","z":"A"}`)
    expect(said?.halts).toMatchObject([{ symbol: "KO", at: Date.parse("2026-11-27T15:01:02Z") }])
    const why = said?.halts?.[0]?.why
    if (!stops) expect(why).toBeUndefined()
    else if (code === "P") expect(why).toMatch(/ran to the limit up or down/)
    else
      expect(why).toBe(
        `trading in KO is stopped by its exchange${code === "H" ? " (Trading Halt, Halt News Pending)" : ""}`
      )
  })

  it.each([
    ["2", "M", /^trading in KO is paused by its exchange, for five minutes or more: its price ran to the limit/],
    ["H", "LUDP", /is paused by its exchange, for five minutes or more/],
    ["2", "1", /as in all stocks, is stopped by the exchanges: the whole market fell too far/],
    ["H", "MWC2", /circuit breaker/],
    ["H", "T1", /is stopped by its exchange \(News\)$/]
  ])("says of a stop what it is for: %s, %s", (code, reason, words) => {
    const message = `{"T":"s","S":"KO","sc":"${code}","rc":"${reason}","rm":"News","t":"2026-11-27T15:01:02Z","z":"A"}`
    expect(read(message)?.halts?.[0]?.why).toMatch(words)
  })

  it("passes over what stops nothing, and what can't be read", () => {
    const status = (sc: string, more = "") => `{"T":"s","S":"KO","sc":${sc},"t":"2026-11-27T15:01:02Z"${more}}`
    expect(
      read(status('"Q"'), status('"E"'), status("[]"), status('"H"', ',"S":"PEP/"'), trade())?.halts
    ).toBeUndefined()
  })
})
