import { Result } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { candleAt } from "./candle-series.ts"
import { layoutWords, readColumns } from "./candle-layout.ts"
import { readCandleCsv } from "./read-candle-csv.ts"
import { readingWords } from "./reading-words.ts"
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
    expect(refused(`${head}\n2024-01-03,5,5,5,5\n2024-01-01,5,5,5,5\n2024-01-02,5,5,5,5`)).toBe(
      "line 4: the timestamp is later than in the line before, while the file begins with the newest: 2024-01-02 after 2024-01-01"
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

  const rows = (...times: ReadonlyArray<string>) =>
    ["time;open;high;low;close", ...times.map((time, i) => `${time};${i + 5};${i + 5};${i + 5};${i + 5}`)].join("\n")
  const openings = (text: string, zone?: string) =>
    [...Result.getOrThrow(readCandleCsv("BTC-USD", bytes(text), {}, zone === undefined ? {} : { zone })).series.at].map(
      (at) => iso(at).slice(0, 16)
    )

  it.each([
    [
      ["Jan 21, 2026", "Feb 1, 2026"],
      ["2026-01-21T00:00", "2026-02-01T00:00"]
    ],
    [
      ["21 January 2026 15:30", "1 Sept 2026 15:30"],
      ["2026-01-21T15:30", "2026-09-01T15:30"]
    ],
    [
      ["21-Dec-2026", "22-Dec-2026"],
      ["2026-12-21T00:00", "2026-12-22T00:00"]
    ],
    [
      ["1/2/2026 0:00", "1/13/2026 9:05"],
      ["2026-01-02T00:00", "2026-01-13T09:05"]
    ],
    [
      ["01/02/26", "13/02/26"],
      ["2026-02-01T00:00", "2026-02-13T00:00"]
    ],
    [
      ["2024-06-01 12-AM", "2024-06-01 01-AM", "2024-06-01 12-PM"],
      ["2024-06-01T00:00", "2024-06-01T01:00", "2024-06-01T12:00"]
    ],
    [
      ["6/30/2024, 11:59:00 PM", "7/1/2024, 12:00:00 AM"],
      ["2024-06-30T23:59", "2024-07-01T00:00"]
    ]
  ])("CANDLE-11 may have times as spreadsheets and sites write them: %j", (times, moments) => {
    expect(openings(rows(...times))).toEqual(moments)
  })

  it("CANDLE-11 are refused with both readings where day and month can't be told apart", () => {
    expect(refused(rows("01/02/2026", "02/02/2026"))).toBe(
      "line 2: the time 01/02/2026 can be 2026-02-01 or 2026-01-02: write it as one of them"
    )
    expect(refused(rows("Foo 21, 2026"))).toMatch(/can't be read/)
  })

  it("CANDLE-11 may have an hour twice, as clocks that go back show it, oldest and newest first", () => {
    const shown = ["00:30", "01:00", "01:30", "01:00", "01:30", "02:00"].map((clock) => `2024-11-03 ${clock}`)
    const moments = ["04:30", "05:00", "05:30", "06:00", "06:30", "07:00"].map((clock) => `2024-11-03T${clock}`)
    expect(openings(rows(...shown), "America/New_York")).toEqual(moments)
    expect(openings(rows(...shown.toReversed()), "America/New_York")).toEqual(moments)
    expect(openings(rows("2024-11-03 01:00", "2024-11-03 01:00"), "America/New_York")).toEqual([
      "2024-11-03T05:00",
      "2024-11-03T06:00"
    ])
    expect(refused(rows(...shown))).toBe(
      "line 5: the timestamp is earlier than in the line before: 2024-11-03 01:00 after 2024-11-03 01:30"
    )
    const said = rows("2024-11-03 06:30Z", "2024-11-03 06:00Z", "2024-11-03 07:00Z")
    expect(Result.isFailure(readCandleCsv("BTC-USD", bytes(said), {}, { zone: "America/New_York" }))).toBe(true)
  })

  it("CANDLE-11 may say a row twice, which is taken once and said; two that differ are refused", () => {
    const twice =
      "time,open,high,low,close\n2024-01-01,5,5,5,5\n2024-01-02,6,6,6,6\n2024-01-02,6,6,6,6\n2024-01-03,7,7,7,7"
    const found = Result.getOrThrow(read(twice))
    expect([found.series.length, found.repeated, found.lineOf(2)]).toEqual([3, { rows: 1, line: 4 }, 5])
    expect(readingWords(found)).toContain("1 row said twice and taken once, the first in line 4")
    expect(refused(twice.replace("2024-01-02,6,6,6,6\n2024-01-03", "2024-01-02,7,7,7,7\n2024-01-03"))).toBe(
      "line 4: the timestamp is the same as in the line before: 2024-01-02"
    )
  })

  it("CANDLE-11 may be written in UTF-16, or as Windows does in western Europe", () => {
    const text = "Datum;Eröffnung;Hoch;Tief;Schluss\r\n29.02.2024;1,5;1,5;1,5;1,5\r\n01.03.2024;1,0;1,0;1,0;1,0"
    const western = Uint8Array.from(text, (char) => char.charCodeAt(0))
    const wide = (little: boolean) => {
      const view = new DataView(new ArrayBuffer(2 * text.length + 2))
      for (const [i, char] of Array.from(`\uFEFF${text}`).entries()) view.setUint16(2 * i, char.charCodeAt(0), little)
      return new Uint8Array(view.buffer)
    }
    for (const file of [western, wide(true), wide(false)])
      expect([...Result.getOrThrow(readCandleCsv("BTC-EUR", file)).series.at]).toEqual([
        Date.UTC(2024, 1, 29),
        Date.UTC(2024, 2, 1)
      ])
  })
})
