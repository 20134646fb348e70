import { Result } from "effect"
import { describe, expect, it } from "vitest"
import type { InstrumentChoice } from "./infer-instrument.ts"
import type { LayoutChoice } from "./candle-layout.ts"
import { candleAt } from "./candle-series.ts"
import { readCandleCsv } from "./read-candle-csv.ts"
import { readingWords } from "./reading-words.ts"

const read = (text: string, said: LayoutChoice = {}, choice: InstrumentChoice = {}, symbol = "XYZ-USD") =>
  Result.getOrThrow(readCandleCsv(symbol, new TextEncoder().encode(text), choice, said))
const d = (text: string) => text as never

describe("how a file was read", () => {
  it("CANDLE-11 says that it was turned, and which rows were left out", () => {
    const file = read(
      "Date,Open,High,Low,Close,Volume\n2024-03-03,5,5,5,5,1\n2024-03-02,null,null,null,null,null\n2024-03-01,4,4,4,4,1"
    )
    expect(file).toMatchObject({ turned: true, leftOut: { rows: 1, line: 3 } })
    const told = readingWords(file)
    expect(told).toContain("it begins with the newest and is turned round")
    expect(told).toContain("1 row without prices left out, the first in line 3")
  })

  it.each(["n/a", "", "null", "NaN", "-"])("CANDLE-11 says which volumes are written as %o and taken for 0", (none) => {
    for (const head of ["timestamp,open,high,low,close,volume", "Date,Open,High,Low,Close,Volume"]) {
      const file = read(
        `${head}\n1700000000000,5,5,5,5,1\n1700000060000,5,5,5,5,${none}\n1700000120000,5,5,5,5,${none}`
      )
      expect(candleAt(file.series, 1)?.volume).toBe(0)
      expect(readingWords(file)).toContain("2 volumes are missing and taken for 0, the first in line 3")
    }
  })

  it("CANDLE-6 counts prices that a tick as said rounds, and volumes that a lot cuts", () => {
    const text = "timestamp,open,high,low,close,volume\n1700000000000,1.001,1.002,1,1.002,0.25\n1700000060000,1,1,1,1,2"
    expect(read(text)).toMatchObject({ rounded: 0, cut: 0, turned: false })
    const coarse = read(text, {}, { tickSize: d("0.01"), lotSize: d("0.1") })
    expect(coarse).toMatchObject({ rounded: 3, cut: 1 })
    expect(readingWords(coarse)).toEqual(
      expect.arrayContaining([
        "3 prices are finer than the tick 0.01 and rounded to it",
        "1 volume finer than the lot 0.1, cut down to it"
      ])
    )
  })

  it("CANDLE-11 takes delimiter, decimal mark, unit and zone of times as said", () => {
    const semicolons = "time;open;high;low;close\n2024-07-01 09:30;1,234;1,500;1,000;1,250"
    const guessed = read(semicolons)
    expect(guessed.guessed?.layout).toMatchObject({ delimiter: ";", decimal: ",", time: "WRITTEN", zone: "UTC" })
    expect(guessed.instrument.tickSize).toBe("0.001")
    const said = read(semicolons, { decimal: "point", zone: "America/New_York" })
    expect(candleAt(said.series, 0)?.at).toBe(Date.parse("2024-07-01T13:30:00Z"))
    expect(Number(candleAt(said.series, 0)?.open) * Number(said.instrument.tickSize)).toBe(1234)
    const winter = read("time,open,high,low,close\n2024-01-02 09:30,1,1,1,1\n2024-01-02 15:00Z,1,1,1,1", {
      zone: "America/New_York"
    })
    expect(candleAt(winter.series, 0)?.at).toBe(Date.parse("2024-01-02T14:30:00Z"))
    expect(candleAt(winter.series, 1)?.at).toBe(Date.parse("2024-01-02T15:00:00Z"))
    // Taken for seconds, unless it is said.
    expect(read("1700000000,1,1,1,1", { time: "s" }).guessed?.layout.time).toBe("s")
    expect(
      Result.isFailure(readCandleCsv("X-USD", new TextEncoder().encode(semicolons), {}, { delimiter: "tab" }))
    ).toBe(true)
  })

  it("CANDLE-8 hours decide before a coin's name does, which counts in a file too short to show them", () => {
    const minutes = (from: string, count: number, step: number) =>
      "timestamp,open,high,low,close,volume\n" +
      Array.from({ length: count }, (_, i) => `${Date.parse(from) + i * step},5,5,5,5,7`).join("\n")
    // A stock of that name: three sessions of hours, none at night.
    const sessions = ["2024-03-04", "2024-03-05", "2024-03-06"]
      .flatMap((day) =>
        Array.from({ length: 6 }, (_, i) => `${Date.parse(`${day}T15:00:00Z`) + i * 3_600_000},5,5,5,5,7`)
      )
      .join("\n")
    const stock = read(`timestamp,open,high,low,close,volume\n${sessions}`, {}, {}, "ETH-USD")
    expect([stock.instrument.assetClass, stock.because.assetClass]).toEqual([
      "EQUITY",
      "whole volumes, no trading at night or on weekends"
    ])
    const short = read(minutes("2024-03-04T15:00:00Z", 60, 60_000), {}, {}, "ETH-USD")
    expect([short.instrument.assetClass, short.because.assetClass]).toEqual([
      "CRYPTO",
      "ETH is a coin; the file is too short to show its hours"
    ])
    const unknown = read(minutes("2024-03-02T15:00:00Z", 60, 60_000))
    expect(unknown.because.assetClass).toBe("it trades at night or on weekends")
  })
})
