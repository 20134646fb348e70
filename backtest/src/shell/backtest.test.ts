import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { CANDLE_CSV_HEADER } from "@tradetower/domain/market"
import { BacktestResult } from "@tradetower/domain/simulation"
import { Schema } from "effect"
import { runMain } from "../../../tests/system/run-main.ts"

const folder = mkdtempSync(join(tmpdir(), "tradetower-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const T = Date.UTC(2024, 0, 1)
/** Prices that swing between 95 and 105, with an hour missing. */
const csv = (): string => {
  const rows = Array.from({ length: 3_000 }, (_, i) => {
    const price = (minute: number) => 100 + 5 * Math.sin(minute / 60)
    const [open, close] = [price(i), price(i + 1)]
    const at = T + (i < 1_500 ? i : i + 60) * 60_000
    return [at, open, Math.max(open, close), Math.min(open, close), close, 12.5].map((n) => n.toFixed(2)).join(",")
  })
  return [CANDLE_CSV_HEADER, ...rows.map((row) => row.replace(".00,", ","))].join("\n")
}
const candles = join(folder, "kraken-BTC-USD.csv")
writeFileSync(candles, csv())
const config = join(folder, "bot.json")
writeFileSync(
  config,
  JSON.stringify({
    investment: 1000,
    lowPrice: 96,
    highPrice: 104,
    gridLevels: 8
  })
)

/** As `npm run backtest` runs it. */
const main = join(import.meta.dirname, "../../../infra/local/backtest.mjs")
const shell = (...args: ReadonlyArray<string>) => runMain(main, args)
const read = Schema.decodeUnknownSync(BacktestResult)

describe("npm run backtest, whole", () => {
  it("prints a table and writes JSON and a report that needs nothing else", async () => {
    const out = join(folder, "out")
    const { code, output } = await shell(
      "--strategy",
      "grid",
      "--config",
      config,
      "--candles",
      candles,
      "--out",
      out,
      "--band"
    )
    expect(output).toContain("By the order of prices inside the bars")
    expect(output).toContain("Grid on BTC-USD (kraken-BTC-USD.csv)")
    expect(output).toMatch(/Return +[+-]\d+\.\d+ %/)
    expect(output).toContain("60 candles are missing in 1 gap: 2024-01-02 01:00 to 2024-01-02 02:00 UTC (1 h)")
    expect(code).toBe(0)
    const result = read(JSON.parse(readFileSync(join(out, "grid-btc-usd.json"), "utf8")))
    expect(result.trades.length).toBeGreaterThan(50)
    const page = readFileSync(join(out, "grid-btc-usd.html"), "utf8")
    expect(page).toContain("Worth of the bot and of holding")
    expect(page).not.toMatch(/(src|href)="(?!data:,")|https?:|@import|url\(/)
    expect(page).toContain("<main>")
    // Two days: a date alone would come again.
    expect(page).toMatch(/>01-01 \d\d:\d\d</)
    expect(page).toMatch(/<b class="(up">\+|down">-)/)
  })

  it("BACKTEST-11 TERMS-11 says what a broker's rules made of it, at the fees of a tier, in the report, too", async () => {
    const out = join(folder, "rules")
    const by = (...tier: ReadonlyArray<string>) =>
      shell("--strategy", "grid", "--config", config, "--candles", candles, "--out", out, "--rules", "alpaca", ...tier)
    const { code, output } = await by("--tier", "8")
    const told = /Alpaca’s rules (?:changed nothing|made a difference of [+−][\d.,]+ USD): without them[^\n]+/.exec(
      output
    )
    expect(told).not.toBeNull()
    expect(code).toBe(0)
    expect(readFileSync(join(out, "grid-btc-usd.html"), "utf8")).toContain(told?.[0])
    const result = read(JSON.parse(readFileSync(join(out, "grid-btc-usd.json"), "utf8")))
    await by()
    const lowest = read(JSON.parse(readFileSync(join(out, "grid-btc-usd.json"), "utf8")))
    expect(Number(lowest.metrics.fees)).toBeGreaterThan(Number(result.metrics.fees))
    const refused = await by("--tier", "9")
    expect(refused.output).toContain("Alpaca has 8 fee tiers for BTC-USD: give one from 1 to 8")
    expect(refused.code).toBe(2)
  })

  it("PRESET-3 lays a preset out by what came before the candles it is tried on", async () => {
    const rows = csv().split("\n")
    const made = async (name: string, lines: ReadonlyArray<string>) => {
      const file = join(folder, name)
      const out = join(folder, `${name}-out`)
      writeFileSync(file, lines.join("\n"))
      const from = ["--from", new Date(T + 1_000 * 60_000).toISOString().slice(0, 16)]
      const { code, output } = await shell(
        "--strategy",
        "grid",
        "--candles",
        file,
        "--symbol",
        "BTC-USD",
        "--out",
        out,
        ...from
      )
      expect(code, output).toBe(0)
      expect(output).toContain("as it would have been laid out on 2024-01-01T16:40Z, by the 1000 candles before")
      const { settings, ...result } = JSON.parse(readFileSync(join(out, "grid-btc-usd.json"), "utf8")) as {
        readonly settings: object
        readonly from: number
      }
      expect(result.from).toBe(T + 1_000 * 60_000)
      return settings
    }
    const laidOut = await made("known.csv", rows)
    // Later prices are others: what is tried on them is the same.
    const other = rows.map((row, i) =>
      i <= 1_000 ? row : row.replace(/,[^,]+$/, ",99.5").replace(/,1\d\d\.\d\d/g, ",100.10")
    )
    expect(other).not.toEqual(rows)
    expect(await made("other.csv", other)).toEqual(laidOut)
  })

  it("PRESET-2 gives a preset as much as whole shares of the file take, and says how much", async () => {
    const file = join(folder, "DEAR-USD.csv")
    const rows = csv()
      .split("\n")
      .map((row) => row.replace(/,12\.50$/, ",12"))
    writeFileSync(file, rows.join("\n"))
    const asked = ["--strategy", "loop", "--candles", file, "--class", "stock", "--tick", "0.01"]
    const { code, output } = await shell(...asked, "--out", join(folder, "dear"))
    expect(output).toMatch(/with 2000 USD; run from then on\./)
    expect(output).toMatch(/candles, 2,000 USD invested/)
    expect(code).toBe(0)
  })

  it("names no budget that nobody set, and no year's return of a day", async () => {
    const out = join(folder, "twap")
    const file = join(folder, "twap.json")
    const settings = { _tag: "TWAP", start: { _tag: "IMMEDIATELY" }, side: "BUY", totalAmount: "1" }
    writeFileSync(file, JSON.stringify({ ...settings, duration: 60, frequency: 60 }))
    const { output } = await shell("--strategy", "twap", "--config", file, "--candles", candles, "--out", out)
    expect(output).toMatch(/candles, [\d,.]+ USD at the first price, of which percents are$/m)
    expect(output).toMatch(/Left out, since less than 30 days say nothing of a year: .*Return a year/)
    expect(output).not.toMatch(/^ +Return a year/m)
    expect(readFileSync(join(out, "twap-btc-usd.html"), "utf8")).toContain("at the first price")
  })

  it("tries ranges on threads, ranked, with the held-out third beside", async () => {
    const out = join(folder, "sweep")
    const range = "gridLevels=5..12/1"
    const { output } = await shell(
      "--strategy",
      "grid",
      "--config",
      config,
      "--candles",
      candles,
      "--out",
      out,
      "--sweep",
      range
    )
    expect(output).toMatch(/held out/)
    expect(output).toMatch(/best/)
    const { rows } = JSON.parse(readFileSync(join(out, "grid-btc-usd-sweep.json"), "utf8")) as {
      rows: ReadonlyArray<unknown>
    }
    expect(rows).toHaveLength(8)
    const page = readFileSync(join(out, "grid-btc-usd-sweep.html"), "utf8")
    expect(page.match(/<tr><td>/g)).toHaveLength(8)
    expect(page).not.toContain('data-tone="1" d')
    const two = ["--strategy", "grid", "--config", config, "--candles", candles, "--out", out, "--sweep", range]
    const ruled = await shell(...two, "--sweep", "lowPrice=94..97/1", "--rules", "alpaca")
    const map = readFileSync(join(out, "grid-btc-usd-sweep.html"), "utf8")
    expect(map).toMatch(/<path data-tone="-?\d" d="M/)
    for (const told of [ruled.output, map]) expect(told).toMatch(/BTC-USD \([^)]+\), by Alpaca’s rules/)
    expect(output).not.toContain("rules")
    expect(JSON.parse(readFileSync(join(out, "grid-btc-usd-sweep.json"), "utf8"))).toMatchObject({
      costs: { terms: "alpaca" }
    })
  })

  it("takes a file as a perpetual, by its symbol or by what the strategy trades, and says what would do else", async () => {
    const out = ["--candles", candles, "--out", join(folder, "futures")]
    const named = await shell("--strategy", "dca-futures", ...out, "--symbol", "BTC-PERP")
    expect(named.output).toMatch(/on BTC-PERP/)
    const bare = await shell("--strategy", "futures-grid", ...out)
    expect(bare.output).toMatch(/on BTC-PERP/)
    expect([named.code, bare.code]).toEqual([0, 0])
    const spot = await shell("--strategy", "dca-futures", ...out, "--symbol", "BTC-USD")
    expect(spot.output).toMatch(/trades futures, and BTC-USD is spot: take a file with --symbol BTC-PERP/)
    const coin = await shell("--strategy", "grid", ...out, "--symbol", "BTC-PERP")
    expect(coin.output).toMatch(/trades spot, and BTC-PERP is futures: take a file with --symbol BTC-USD/)
    const unknown = await shell("--strategy", "dca-futures", "--candles", "DOGE-PERP", "--out", folder, "--world", "w")
    expect(unknown.output).toMatch(/BTC-PERP, ETH-PERP\): for another pair give a file/)
  })

  it("says what a file is taken for and from what, and is told otherwise", async () => {
    const whole = join(folder, "SHIB-USDT-1m.csv")
    const prices = ["0.00002400", "0.00002403", "0.00002397", "0.00002401"]
    const rows = Array.from({ length: 600 }, (_, i) => `${T + i * 60_000},${prices.join(",")},100000`)
    writeFileSync(whole, [CANDLE_CSV_HEADER, ...rows].join("\n"))
    const run = ["--strategy", "grid", "--candles", whole, "--out", join(folder, "shib")]
    const coin = await shell(...run)
    expect(coin.output).toContain("SHIB-USDT is taken for crypto (quoted in USDT), tick 0.00000001 (the finest decimal")
    const stock = await shell(...run, "--class", "stock", "--tick", "0.0000001")
    expect(stock.output).toContain(
      "SHIB-USDT is taken for a US stock (as you said), tick 0.0000001 (as you said), lot 1"
    )
    expect(stock.output).toContain("1800 prices are finer than the tick 0.0000001 and rounded to it")
    expect((await shell(...run, "--tick", "0")).output).toBe(
      "--tick 0 can't be used: give a number above 0, such as --tick 0.01\n"
    )
    expect((await shell(...run, "--class", "bond")).output).toMatch(/choose crypto or stock/)
  })

  it("refuses in plain words", async () => {
    const bad = join(folder, "bad.csv")
    writeFileSync(bad, `${csv()}\n${T},1,1,1,1,1`)
    const worse = await shell("--strategy", "grid", "--candles", bad)
    expect(worse.code).toBe(2)
    expect(worse.output).toMatch(/bad\.csv, line 3002: the timestamp is earlier/)
    expect((await shell("--strategy", "grid", "--candles", "none.csv")).output).toMatch(/there is no such file/)
    const misspelt = join(folder, "misspelt.json")
    writeFileSync(misspelt, JSON.stringify({ investment: "1000", lowPrice: "96", gridLevels: 3, stopLosPrice: "90" }))
    const refused = await shell("--strategy", "grid", "--config", misspelt, "--candles", candles)
    expect(refused.output).toContain("stopLosPrice is not known: did you mean stopLossPrice?")
    expect(refused.output).toContain("highPrice is missing")
    expect(refused.output).toContain("gridLevels must be a whole number between 5 and 100")
    const tiny = join(folder, "tiny.json")
    writeFileSync(tiny, '{"investment": 1e3, "lowPrice": 0.0000004, "highPrice": 9.00E-7, "gridLevels": 3}')
    const { output: fewLevels } = await shell("--strategy", "grid", "--config", tiny, "--candles", candles)
    expect(fewLevels).toContain("gridLevels must be a whole number between 5 and 100")
    expect(fewLevels).not.toMatch(/Price|investment/)
    const many = await shell(
      "--config",
      config,
      "--strategy",
      "grid",
      "--candles",
      candles,
      "--sweep",
      "lowPrice=1..90/0.001"
    )
    expect(many.output).toMatch(/89001 sets, at most 10000/)
  })
})
