import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { termsNames } from "@tradetower/domain/terms"
import { afterAll, describe, expect, it } from "vitest"
import { BACKTEST_HELP, readBacktestArguments } from "./arguments.ts"
import { readConfig } from "./read-config.ts"

const folder = mkdtempSync(join(tmpdir(), "tradetower-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (...argv: ReadonlyArray<string>) =>
  readBacktestArguments(["--strategy", "grid", "--candles", "a.csv", ...argv])
const config = (settings: unknown) => {
  const file = join(folder, "bot.json")
  writeFileSync(file, typeof settings === "string" ? settings : JSON.stringify(settings))
  return file
}
const grid = {
  investment: 1000,
  lowPrice: 90.5,
  highPrice: "110",
  gridLevels: 10,
  spacing: "GEOMETRIC",
  orderSizeCurrency: "QUOTE",
  trailingUp: false,
  trailingDown: false,
  pumpProtection: false,
  reinvest: false
}

describe("npm run backtest", () => {
  it("TERMS-11 reads by whose rules the account trades", () => {
    expect(read("--rules", "alpaca")).toMatchObject({ costs: { terms: "alpaca" } })
    expect(read("--rules", "alpaca", "--tier", "3")).toMatchObject({ costs: { terms: "alpaca", feeTier: 3 } })
    expect(() => read("--tier", "3")).toThrow("say whose with --rules")
    expect(() => read("--rules", "alpaca", "--tier", "0")).toThrow("1 for the lowest")
    expect(BACKTEST_HELP).toContain("1, the lowest, to 8 (alpaca)")
    expect(() => read("--rules", "nobody")).toThrow(`choose one of ${termsNames.join(", ")}`)
  })

  it("reads what the file is of as a trader writes it, and says what would work where that can be no pair", () => {
    expect(read("--symbol", "btc/usdt")).toMatchObject({ symbol: "BTC-USDT" })
    for (const wrong of ["../../x-USD", "a?-USD", ""])
      expect(() => read("--symbol", wrong)).toThrow(
        `--symbol ${wrong} can't be used: write BASE-QUOTE, such as BTC-USD`
      )
  })

  it("reads costs, times in UTC and ranges", () => {
    expect(read("--fees", "0.1/0.2", "--slippage", "5", "--volume-share", "20")).toMatchObject({
      strategy: "GRID",
      costs: {
        makerFeePercent: 0.1,
        takerFeePercent: 0.2,
        slippage: { _tag: "Fixed", basisPoints: 5 },
        volumeSharePercent: 20
      }
    })
    expect(read("--fees", "0.1", "--slippage", "50@10")).toMatchObject({
      costs: { takerFeePercent: 0.1, slippage: { _tag: "ByVolume", basisPoints: 50, maxBasisPoints: 10 } }
    })
    for (const from of ["2022-1-10", "2022-02-30", "10 Jan 2022", "2022-01-10T10:00 EST"])
      expect(() => read("--from", from)).toThrow(`--from ${from} is no date: write it as 2024-03-01`)
    expect(read("--from", "2022-01-10 12:00")).toMatchObject({ from: Date.UTC(2022, 0, 10, 12) })
    expect(read("--from", "2024-03-01", "--to", "2024-03-01T12:00")).toMatchObject({
      from: Date.UTC(2024, 2, 1),
      to: Date.UTC(2024, 2, 1, 12)
    })
    expect(read("--sweep", "gridLevels=10..50/5", "--sweep", "lowPrice=1.5..2/0.1", "--rank", "sharpe")).toMatchObject({
      axes: [
        { field: "gridLevels", from: "10", to: "50", step: "5" },
        { field: "lowPrice", from: "1.5", to: "2", step: "0.1" }
      ],
      by: "SHARPE"
    })
    expect(readBacktestArguments(["--help"])).toBe("HELP")
  })

  it("says in words what it can't use, and what would do", () => {
    expect(() => readBacktestArguments(["--strategy", "grid"])).toThrow(/--candles is needed/)
    expect(() => readBacktestArguments(["--candles", "a.csv"])).toThrow(/--strategy .*grid.*or --config/)
    expect(() => readBacktestArguments(["--candles", "a.csv", "--strategy", "gird"])).toThrow(/choose one of grid, dca/)
    expect(() => read("--from", "yesterday")).toThrow(/write it as 2024-03-01/)
    expect(() => read("--from", "2024-03-02", "--to", "2024-03-01")).toThrow(/2024-03-02 is not before --to 2024-03-01/)
    expect(() => read("--sweep", "gridLevels")).toThrow(/gridLevels=10\.\.50\/5/)
    expect(() => read("--fees", "x")).toThrow(/a number from 0 to 10/)
    expect(() => read("--wat")).toThrow(/--help lists/)
  })

  it("takes amounts as numbers, and starts at once where nothing else is said", () => {
    expect(readConfig(config(grid), "GRID")).toMatchObject({
      _tag: "GRID",
      start: { _tag: "IMMEDIATELY" },
      investment: "1000",
      lowPrice: "90.5"
    })
    expect(readConfig(config({ name: "Mine", settings: { ...grid, _tag: "GRID" } }), undefined)._tag).toBe("GRID")
    expect(() => readConfig(config(grid), undefined)).toThrow(/add --strategy/)
    expect(() => readConfig(config({ ...grid, _tag: "GRID" }), "DCA")).toThrow(/is of a GRID bot/)
    expect(() => readConfig(config({ ...grid, gridLevels: 2 }), "GRID")).toThrow(/gridLevels must be a whole number/)
    expect(() => readConfig(config("{oh"), "GRID")).toThrow(/is not JSON/)
    expect(() => readConfig(join(folder, "none.json"), "GRID")).toThrow(/can't be read/)
  })
})
