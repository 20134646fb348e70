import { Result } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { candleAt } from "./candle-series.ts"
import { layoutWords, readColumns } from "./candle-layout.ts"
import { readCandleCsv } from "./read-candle-csv.ts"
import { budget } from "../budget.fixture.ts"

const T = Date.UTC(2024, 0, 2, 10)
const MINUTE = 60_000
/** Prices in hundredths, volume in thousandths. */
type Row = readonly [at: number, open: number, high: number, low: number, close: number, volume: number]
const price = (hundredths: number) => (hundredths / 100).toFixed(2)
const volume = (thousandths: number) => (thousandths / 1000).toFixed(3)
const iso = (at: number) => new Date(at).toISOString()

/** How others write candles; each line as its own public format has it. */
const layouts: Readonly<Record<string, (rows: ReadonlyArray<Row>) => string>> = {
  "Binance, in ms": (rows) =>
    rows
      .map(([at, o, h, l, c, v]) =>
        [at, price(o), price(h), price(l), price(c), volume(v), at + MINUTE - 1, "12.5", 7, "3.1", "6.2", 0].join(",")
      )
      .join("\n"),
  "Binance, in us": (rows) =>
    rows
      .map(([at, o, h, l, c, v]) =>
        [
          `${at}000`,
          price(o),
          price(h),
          price(l),
          price(c),
          volume(v),
          `${at + MINUTE - 1}999`,
          "1",
          7,
          "3",
          "6",
          0
        ].join()
      )
      .join("\n"),
  "TradingView, in s": (rows) =>
    [
      "time,open,high,low,close,Volume,MA",
      ...rows.map(([at, o, h, l, c, v]) => [at / 1000, ...[o, h, l, c].map(price), volume(v), ""].join())
    ].join("\r\n"),
  "TradingView, written with a zone": (rows) =>
    [
      "time,open,high,low,close,Volume",
      ...rows.map(([at, o, h, l, c, v]) =>
        [iso(at + 3_600_000).replace(".000Z", "+01:00"), ...[o, h, l, c].map(price), volume(v)].join()
      )
    ].join("\n"),
  "Coinbase, newest first": (rows) =>
    rows
      .toReversed()
      .map(([at, o, h, l, c, v]) => [at / 1000, price(l), price(h), price(o), price(c), volume(v)].join())
      .join("\n"),
  "Kraken, without names": (rows) =>
    rows.map(([at, o, h, l, c, v]) => [at / 1000, ...[o, h, l, c].map(price), volume(v), 5].join()).join("\n"),
  "Yahoo, with an adjusted close and empty days": (rows) =>
    [
      "Date,Open,High,Low,Close,Adj Close,Volume",
      ...rows.map(([at, o, h, l, c, v]) =>
        [iso(at).slice(0, 19).replace("T", " "), ...[o, h, l, c].map(price), "0.5", volume(v)].join()
      ),
      "2034-01-01,null,null,null,null,null,null"
    ].join("\n"),
  "semicolons, decimal commas, a byte order mark": (rows) =>
    `\uFEFF${["Time;Open;High;Low;Close;Volume", ...rows.map(([at, o, h, l, c, v]) => [iso(at), ...[o, h, l, c].map((n) => price(n).replace(".", ",")), volume(v).replace(".", ",")].join(";"))].join("\r\n")}\r\n\r\n`,
  "MetaTrader, date and time apart, tabs": (rows) =>
    [
      "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<VOL>\t<SPREAD>",
      ...rows.map(([at, o, h, l, c, v]) =>
        [
          iso(at).slice(0, 10).replaceAll("-", "."),
          iso(at).slice(11, 19),
          ...[o, h, l, c].map(price),
          volume(v),
          1
        ].join("\t")
      )
    ].join("\n"),
  "CryptoDataDownload, a title first, newest first, quoted": (rows) =>
    [
      "https://www.example.com",
      "unix,date,symbol,open,high,low,close,Volume USDT,Volume BTC",
      ...rows
        .toReversed()
        .map(([at, o, h, l, c, v]) =>
          [at, `"${iso(at)}"`, "BTC/USDT", ...[o, h, l, c].map((n) => `"${price(n)}"`), "9", volume(v)].join()
        )
    ].join("\n"),
  "our own, in ns, shuffled columns": (rows) =>
    [
      "volume|close|low|high|open|timestamp",
      ...rows.map(([at, o, h, l, c, v]) => [volume(v), ...[c, l, h, o].map(price), `${at}000000`].join("|"))
    ].join("\n")
}

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (text: string, columns?: string) =>
  readCandleCsv("BTC-USD", bytes(text), {}, columns === undefined ? {} : { columns: readColumns(columns) ?? [] })
const refused = (text: string) =>
  Result.match(read(text), { onSuccess: () => "read", onFailure: (error) => error.message })

const row = fc
  .tuple(
    fc.integer({ min: 20_000, max: 90_000 }),
    fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 3, maxLength: 3 }),
    fc.integer({ min: 1, max: 9_999_999 })
  )
  .map(
    ([low, [a = 1, b = 1, c = 1], v]) =>
      [low + Math.min(a, b), low + Math.max(a, b) + c, low, low + Math.max(a, b), v] as const
  )
const series = fc
  .array(row, { minLength: 3, maxLength: 40 })
  .map((rows) => rows.map(([o, h, l, c, v], i): Row => [T + i * MINUTE, o, h, l, c, v]))

describe("files of candles as others write them", () => {
  it.each(Object.entries(layouts))("CANDLE-11 come back the same: %s", (_, write) => {
    fc.assert(
      fc.property(series, (rows) => {
        const { instrument, series: back } = Result.getOrThrow(read(write(rows)))
        const unit = Number(instrument.tickSize)
        const candles = Array.from({ length: back.length }, (_, i) => candleAt(back, i))
        expect(
          candles.map(({ at, close, high, low, open, volume: lots }) => [
            at,
            ...[open, high, low, close].map((ticks) => Math.round(ticks * unit * 100)),
            Math.round(Number(lots) / 1e5)
          ])
        ).toEqual(rows)
      }),
      { numRuns: budget(40) }
    )
  })

  it("CANDLE-11 tell what was guessed, and can be told", () => {
    const text = layouts["Coinbase, newest first"]?.([[T, 20_100, 20_300, 20_000, 20_200, 500]]) ?? ""
    const guessed = Result.getOrThrow(read(text)).guessed
    expect(guessed && layoutWords(guessed.layout)).toBe("columns timestamp,low,high,open,close,volume, times in s")
    expect(guessed?.doubts).toEqual(["the columns have no names, and are told by their numbers"])
    const said = Result.getOrThrow(read(text, "timestamp,low,high,close,open,-"))
    expect(said.series.open[0]).toBe(Result.getOrThrow(read(text)).series.close[0])
    expect(said.guessed?.doubts).toEqual(["it has no volume, which is taken for 0"])
    for (const bad of ["timestamp,open,high,low", "timestamp,open,open,high,low,close", "time,open,high,low,close"])
      expect(readColumns(bad)).toBeUndefined()
  })

  it("CANDLE-11 may have exponents and grouped thousands", () => {
    const text = 'time;open;high;low;close;volume\n2024-01-02;"1.234,56";1.234,56;1,23456E3;1234,56;1e-7'
    const { instrument, series: one } = Result.getOrThrow(read(text))
    expect([instrument.tickSize, one.open[0], one.low[0], one.volume[0]]).toEqual(["0.01", 123456, 123456, 10])
  })

  it("CANDLE-11 may have German names and days, with decimal commas", () => {
    const text =
      "Datum;Eröffnung;Hoch;Tief;Schluss;Volumen\r\n29.02.2024;1.234,5;1.240,0;1.230,0;1.235,0;7,5\r\n01.03.2024;1,0;1,0;1,0;1,0;1"
    const { guessed, series: days } = Result.getOrThrow(read(text))
    expect(guessed?.layout).toMatchObject({ decimal: ",", time: "WRITTEN" })
    expect(guessed?.layout.columns).toEqual(["timestamp", "open", "high", "low", "close", "volume"])
    expect([...days.at]).toEqual([Date.UTC(2024, 1, 29), Date.UTC(2024, 2, 1)])
    expect(refused(text.replace("29.02.2024", "30.02.2024"))).toMatch(/^line 2: the time 30\.02\.2024 can't be read/)
  })

  it("CANDLE-7 say where the unit of times changes, as in Binance's files of 2024 and 2025 put together", () => {
    const rows = [[T, 20_100, 20_300, 20_000, 20_200, 500] as const]
    const later = [[T + MINUTE, 20_100, 20_300, 20_000, 20_200, 500] as const]
    const ms = layouts["Binance, in ms"]?.(rows) ?? ""
    const us = layouts["Binance, in us"]?.(later) ?? ""
    expect(refused(`${ms}\n${us}`)).toBe(
      `line 2: the time ${T + MINUTE}000 is in us, and the first line's in ms: write all in one, or make two files of it`
    )
  })

  it("CANDLE-7 name the line of the file that is bad, also where it begins with the newest", () => {
    const head = "time,open,high,low,close"
    expect(refused(`${head}\n2024-01-03,5,5,5,5\n2024-01-02,5,4,5,5\n2024-01-01,5,5,5,5`)).toBe(
      "line 3: the high is below the low"
    )
    expect(refused(`${head}\n2024-01-03,5,5,5,5\n2024-01-01,5,5,5,5\n2024-01-02,5,5,5,5`)).toMatch(
      /^line 4: the time is not before/
    )
    expect(refused(`${head}\n2024-01-03,5,5,5,5\n03/04/2024,5,5,5,5`)).toMatch(
      /^line 3: the time 03\/04\/2024 can't be read: write it as 2024-03-01/
    )
    expect(refused("when,open,high,low,close\n2024-01-03,5,5,5,5")).toMatch(
      /^line 1: no column is timestamp by the names/
    )
    expect(refused("nothing here")).toMatch(/^line 1: no columns are found/)
    expect(refused(`${head}\n2024-01-02,5,5,5,x\n2024-01-03,5,5,5,5`)).toMatch(/^line 2/)
  })
})
