import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { market, otherMarket } from "../exchange/account.fixture.ts"
import { CANDLE_CSV_HEADER, parseCandleCsv } from "./candle-csv.ts"
import { candleAt, candleSeries, type CandleSeries } from "./candle-series.ts"

const T = 1_700_000_000_000
const file = (...lines: ReadonlyArray<string>) => [CANDLE_CSV_HEADER, ...lines].join("\n")
const bytes = (text: string) => new TextEncoder().encode(text)
const candles = (series: CandleSeries) => Array.from({ length: series.length }, (_, i) => candleAt(series, i))
const parsed = (text: string, on = market) => candles(Result.getOrThrow(parseCandleCsv(on, bytes(text))))
const refused = (text: string): string =>
  Result.match(parseCandleCsv(market, bytes(text)), { onSuccess: () => "read", onFailure: (error) => error.message })

describe("candle files", () => {
  it("CANDLE-6 are read onto the market's grid: prices to the nearest tick, volumes down to the lot", () => {
    expect(parsed(file(`${T},100.10,100.3,99,100.256,1.23456`))).toEqual([
      { at: T, open: 10010, high: 10030, low: 9900, close: 10026, volume: 1234 }
    ])
    expect(parsed(file(`${T},1.5,1.5,1.5,1.5,0`), otherMarket)[0]?.open).toBe(15_000)
  })

  it("CANDLE-6 ORDER-7 a volume may be of more lots than a double counts", () => {
    const [candle] = parsed(file(`${T},1,1,1,1,123456789012345678.5`))
    expect(candle?.volume).toBe(BigInt(123_456_789_012_345_000_000))
    expect(candleSeries(candle === undefined ? [] : [candle]).volume[0]).toBe(123_456_789_012_345_000_000)
  })

  it("CANDLE-6 may end in blank lines, have Windows line ends or a byte order mark", () => {
    expect(
      parsed(`\uFEFF${file(`${T},1,1,1,1,1`, `${T + 60_000},1,1,1,1,1`).replaceAll("\n", "\r\n")}\r\n\r\n`)
    ).toHaveLength(2)
  })

  it("CANDLE-7 are refused with the line's number and what is wrong with it", () => {
    const good = `${T},1,1,1,1,1`
    expect(refused("time,open\n1,2")).toBe(`line 1: the first line must be ${CANDLE_CSV_HEADER}`)
    expect(refused("")).toMatch(/^line 1:/)
    expect(refused(file())).toBe("line 2: there are no candles")
    expect(refused(file(good, `${T + 1},1,x,1,1,1`))).toBe("line 3: high is not a plain number: x")
    expect(refused(file(`${T},1,1,1,1,1e-7`))).toBe("line 2: volume is not a plain number: 1e-7")
    expect(refused(file(`${T},1.,1,1,1,1`))).toBe("line 2: open is not a plain number: 1.")
    expect(refused(file(`${T},,1,1,1,1`))).toBe("line 2: open is empty")
    expect(refused(file(`${T},1,1,-1,1,1`))).toBe("line 2: low is negative: -1")
    expect(refused(file(`${T},1,1,1,1,-5`))).toBe("line 2: volume is negative: -5")
    expect(refused(file(`${T},1,1,1,1`))).toMatch(/^line 2: only 5 of the 6 columns/)
    expect(refused(file(`${T},1,1,1,1,1,1`))).toMatch(/^line 2: more than the 6 columns/)
    expect(refused(file(`${T},2,1,2,2,1`))).toBe("line 2: the high is below the low")
    expect(refused(file(`${T},3,2,1,2,1`))).toBe("line 2: the open is outside of high and low")
    expect(refused(file(`${T},2,2,1,3,1`))).toBe("line 2: the close is outside of high and low")
    expect(refused(file(`${T},0,1,0,1,1`))).toMatch(/^line 2: a price is zero/)
    expect(refused(file(good, good))).toMatch(/^line 3: the timestamp is the same/)
    expect(refused(file(good, `${T - 1},1,1,1,1,1`))).toMatch(/^line 3: the timestamp is earlier/)
    expect(refused(file("1700000000,1,1,1,1,1"))).toMatch(/^line 2: timestamp must be in whole milliseconds/)
    expect(refused(file(good, "253402300800000,1,1,1,1,1"))).toMatch(/^line 3: timestamp must be in whole milliseconds/)
    expect(refused(file(good, "1717405440000000,1,1,1,1,1"))).toMatch(/^line 3: timestamp must be .* too many digits/)
    expect(refused(file(good, "", `${T + 1},1,1,1,1,1`))).toBe("line 3: is empty")
    expect(refused(file(`${T},12345678901234567890,1,1,1,1`))).toMatch(/^line 2: open has more digits/)
  })

  it("CANDLE-9 say where candles are missing, and invent none", () => {
    const series = Result.getOrThrow(
      parseCandleCsv(market, bytes(file(`${T},1,1,1,1,1`, `${T + 60_000},1,1,1,1,1`, `${T + 240_000},1,1,1,1,1`)))
    )
    expect([series.step, series.length]).toEqual([60_000, 3])
    expect(series.gaps).toEqual([{ from: T + 120_000, to: T + 240_000, missing: 2 }])
  })
})
