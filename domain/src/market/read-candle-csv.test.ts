import { Result } from "effect"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { CANDLE_CSV_HEADER } from "./candle-csv.ts"
import { GrowingColumns } from "./candle-file.ts"
import { candleAt } from "./candle-series.ts"
import type { Decimal } from "../number/decimal.ts"
import { inferredWords, type InstrumentChoice, roundedWords } from "./infer-instrument.ts"
import { readCandleCsv } from "./read-candle-csv.ts"

/** A Tuesday, 22:13 UTC. */
const T = 1_700_000_000_000
const MINUTE = 60_000
const file = (...lines: ReadonlyArray<string>) => [CANDLE_CSV_HEADER, ...lines].join("\n")
const bytes = (text: string) => new TextEncoder().encode(text)
const told = (symbol: string, text: string, choice?: InstrumentChoice) => {
  const read = Result.getOrThrow(readCandleCsv(symbol, bytes(text), choice))
  return { ...read, candles: Array.from({ length: read.series.length }, (_, i) => candleAt(read.series, i)) }
}
/** Minutes from a moment on, at one price and volume. */
const minutes = (from: number, price: string, volume: string, count = 3) =>
  file(...Array.from({ length: count }, (_, i) => [from + i * MINUTE, price, price, price, price, volume].join(",")))
const TUESDAY_NOON = Date.UTC(2024, 0, 2, 17)
const SATURDAY_NOON = Date.UTC(2024, 0, 6, 17)
const NIGHT = Date.UTC(2024, 0, 2, 1, 59)

describe("a file of candles of which only the name is known", () => {
  it("CANDLE-8 tell their instrument: the finest decimals are the tick, whole volumes mean shares", () => {
    const crypto = told("BTC-USD", file(`${T},100,101.5,99,100.25,1.5`, `${T + 1},100,100,100,100,2`))
    expect(crypto.instrument).toMatchObject({
      base: "BTC",
      quote: "USD",
      assetClass: "CRYPTO",
      tickSize: "0.01",
      lotSize: "0.00000001"
    })
    const stock = told("SPY-USD", file(`${T},167.6500,167.6500,167.6000,167.6500,20000`))
    expect(stock.instrument).toMatchObject({ base: "SPY", assetClass: "EQUITY", tickSize: "0.01", lotSize: "1" })
    expect(stock.candles[0]).toMatchObject({ open: 16765, low: 16760, volume: 20000 })
  })

  it("CANDLE-8 tell it by all their lines, also when only a late one is fine", () => {
    const rows = Array.from({ length: 4_000 }, (_, i) => `${T + i * 60_000},5,5,5,5,1`)
    const last = T + 4_000 * 60_000
    const fine = told("X-USD", file(...rows, `${last},0.0004,5.25,0.0004,5,0.5`))
    expect(fine.instrument).toMatchObject({ tickSize: "0.0001", lotSize: "0.00000001" })
    expect(fine.candles).toHaveLength(4_001)
    expect(fine.candles.at(-1)).toMatchObject({ open: 4, high: 52_500, volume: 50_000_000 })
    const wrong = readCandleCsv("X-USD", bytes(file(...rows, `${last},5,4,5,5,0.5`)))
    expect(Result.isFailure(wrong) && wrong.failure.message).toBe("line 4002: the high is below the low")
  })

  it("CANDLE-8 is no stock when it is quoted in a coin or other money, is a coin, or trades when stocks don't", () => {
    const taken = (symbol: string, text: string) => {
      const { because, instrument } = told(symbol, text)
      return `${instrument.assetClass}: ${because.assetClass}`
    }
    const whole = minutes(TUESDAY_NOON, "7.25", "100000")
    for (const quote of ["USDT", "USDC", "BTC", "EUR"])
      expect(taken(`ACME-${quote}`, whole)).toBe(`CRYPTO: quoted in ${quote}`)
    expect(taken("BTC-USD", whole)).toBe("CRYPTO: BTC is a coin; the file is too short to show its hours")
    expect(taken("ACME-USD", whole)).toBe("EQUITY: whole volumes; the file is too short to show its hours")
    expect(taken("ACME-USD", minutes(SATURDAY_NOON, "7.25", "100000"))).toMatch(/^CRYPTO: .* night/)
    expect(taken("ACME-USD", minutes(NIGHT, "7.25", "100000"))).toMatch(/^CRYPTO: .* night/)
    expect(taken("ACME-USD", minutes(TUESDAY_NOON, "7.25", "0.5"))).toBe("CRYPTO: its volumes have decimals")
  })

  it("CANDLE-8 is judged by all its lines, also when it first trades at night far down", () => {
    const long = minutes(Date.UTC(2024, 0, 2, 10), "7.25", "100", 1_200)
    expect(told("ACME-USD", long).instrument.assetClass).toBe("CRYPTO")
    expect(told("ACME-USD", minutes(Date.UTC(2024, 0, 2, 10), "7.25", "100", 900)).instrument.assetClass).toBe("EQUITY")
  })

  it("CANDLE-8 is read once beside its first lines, unless all of them tell another tick or lot", () => {
    const read = vi.spyOn(GrowingColumns.prototype, "series")
    onTestFinished(() => read.mockRestore())
    // Of its first lines half a day is looked at.
    const from = Date.UTC(2024, 0, 2, 10)
    const long = "7.25000000000000"
    const coin = told("ACME-USD", minutes(from, long, "0.5", 3_000))
    expect(coin.because.assetClass).toBe("it trades at night or on weekends")
    expect(read).toHaveBeenCalledTimes(2)
    expect(told("ACME-USD", minutes(from, long, "100", 3_000)).instrument.lotSize).toBe("0.00000001")
    expect(read).toHaveBeenCalledTimes(2 + 3)
  })

  it("CANDLE-8 is a stock when its days are, although a day opens at midnight", () => {
    const days = (first: number) =>
      file(...[0, 1, 2].map((day) => `${first + day * 86_400_000},7.25,7.25,7.25,7.25,100`))
    expect(told("ACME-USD", days(Date.UTC(2024, 0, 2))).instrument.assetClass).toBe("EQUITY")
    expect(told("ACME-USD", days(Date.UTC(2024, 0, 5))).instrument.assetClass).toBe("CRYPTO")
  })

  it("CANDLE-6 has a tick that no price is rounded to, however fine, and none that is too coarse to trade at", () => {
    const tiny = told("PEPE-USDT", minutes(T, "0.0000012345", "5"))
    expect([tiny.instrument.tickSize, tiny.rounded, tiny.candles[0]?.open]).toEqual(["0.0000000001", 0, 12345])
    const finest = told("X-USDT", minutes(T, "0.00000000123456", "5"))
    expect([finest.instrument.tickSize, finest.rounded]).toEqual(["0.00000000000001", 0])
    expect(told("BTC-USD", minutes(T, "100", "0.5")).instrument.tickSize).toBe("0.01")
    expect(told("BTC-USD", minutes(T, "60000", "0.5")).instrument.tickSize).toBe("1")
    expect(told("SHIB-USDT", minutes(T, "0.00002402", "5")).instrument.tickSize).toBe("0.00000001")
  })

  it("CANDLE-6 says so where prices had to be rounded: they can't be counted, or a coarser tick was chosen", () => {
    const both = file(`${T},90000,90000,90000,90000,0.5`, `${T + MINUTE},90000,90000,0.0000000000123,90000,0.5`)
    const uncountable = told("X-USDT", both.replace("0.0000000000123", "89999.5555555555123"))
    expect(uncountable.instrument.tickSize).toBe("0.0000000001")
    expect(uncountable.rounded).toBe(1)
    expect(told("X-USDT", minutes(T, "5.00000000000000004", "1")).rounded).toBe(12)
    const coarse = told("X-USDT", minutes(T, "5.26", "0.5"), { tickSize: "0.5" as Decimal })
    expect([coarse.candles[0]?.open, coarse.rounded]).toEqual([11, 12])
    expect(roundedWords(coarse.rounded, coarse.instrument)).toBe(
      "12 prices are finer than the tick 0.5 and rounded to it"
    )
    expect(told("X-USDT", minutes(T, "5.5", "0.5"), { tickSize: "0.5" as Decimal }).rounded).toBe(0)
  })

  it("CANDLE-8 counts in a lot and a tick that amounts have decimals for, however fine the prices are", () => {
    const sizes = (text: string, choice?: InstrumentChoice) => {
      const { instrument, rounded } = told("X-USDT", text, choice)
      return [instrument.tickSize, instrument.lotSize, rounded]
    }
    expect(sizes(minutes(T, "0.0000000123", "5"))).toEqual(["0.0000000001", "0.00000001", 0])
    expect(sizes(minutes(T, "0.00000000012345", "5"))).toEqual(["0.00000000000001", "0.0001", 0])
    const fineLot = sizes(minutes(T, "0.00000000012345", "5"), { lotSize: "0.00000001" as Decimal })
    expect(fineLot).toEqual(["0.0000000001", "0.00000001", 12])
  })

  it("CANDLE-8 is what its trader says, and told in words", () => {
    const choice: InstrumentChoice = { assetClass: "EQUITY", lotSize: "0.01" as Decimal }
    const chosen = told("ACME-USDT", minutes(SATURDAY_NOON, "7.25", "100.5"), choice)
    expect(chosen.instrument).toMatchObject({ assetClass: "EQUITY", lotSize: "0.01", tickSize: "0.01" })
    expect(inferredWords(chosen)).toBe(
      "ACME-USDT is taken for a US stock (as you said), tick 0.01 (the finest decimal of its prices), lot 0.01 (as you said)"
    )
    expect(chosen.candles[0]?.volume).toBe(10_050)
  })
})

describe("CANDLE-7 a file that is none", () => {
  const refused = (text: string) => Result.getOrThrow(Result.flip(readCandleCsv("ABC-USD", bytes(text)))).message

  it("CANDLE-7 is refused where no tick that can be counted in is fine enough for all its prices", () => {
    const both = file(...["1000000000", "0.000000000012"].map((p, i) => `${T + i * MINUTE},${p},${p},${p},${p},1.5`))
    const why = (text: string, choice?: InstrumentChoice) =>
      Result.getOrThrow(Result.flip(readCandleCsv("ABC-USDT", bytes(text), choice)))
    expect(why(both)).toMatchObject({
      line: 3,
      problem: "a price is zero, or below half a tick of 0.000001"
    })
    // A lot so fine leaves no decimal for the tick.
    const lotSize = "0.000000000000000001" as Decimal
    expect(why(minutes(T, "0.3", "1.5"), { lotSize })).toMatchObject({
      line: 2,
      problem: "a price is zero, or below half a tick of 1"
    })
  })

  it("is refused by a line no exchange writes, or by more lines than there are, before text is made of it", () => {
    expect(refused(`time,open,high,low,close\n${"1,".repeat(8_000)}`)).toBe(
      "line 2: has 16000 bytes; at most 10000 are read"
    )
    expect(refused("\r\n".repeat(6_000_001))).toMatch(/^line 6000001: at most 6000000 lines are read/)
    expect(refused("\r".repeat(6_000_001))).toMatch(/^line 6000001: /)
  })

  it("has no candles of centuries to come, each of whose months would be kept for itself", () => {
    const last = Date.UTC(2099, 11, 31, 23, 59)
    expect(Result.isSuccess(readCandleCsv("ABC-USD", bytes(minutes(last - 2 * MINUTE, "1", "1"))))).toBe(true)
    expect(refused(minutes(last - MINUTE, "1", "1"))).toMatch(/^line 4: timestamp/)
  })

  it("has cells shown in part only", () => {
    const long = "9".repeat(4_000)
    expect(refused(`time,open,high,low,close\n${T},1,1,1,1\n${long}x,1,1,1,1`).length).toBeLessThan(250)
    expect(refused(`${long},open,high,low,close\n${T},1,1,1,1`).length).toBeLessThan(350)
  })
})
