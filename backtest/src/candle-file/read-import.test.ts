import { describe, expect, it } from "vitest"
import { type BasicType, parquetWriteBuffer } from "hyparquet-writer"
import { CANDLE_CSV_HEADER, readingWords, type Symbol } from "@tradetower/domain/market"
import { MOST_CELLS, MOST_ROWS } from "./candle-parquet.ts"
import { readImport } from "./read-import.ts"

const T = 1_700_000_000_000 - (1_700_000_000_000 % 60_000)
const symbol = "BTC-USD" as Symbol

const rows: ReadonlyArray<ReadonlyArray<number>> = [
  [T, 4642.39, 4652.71, 4642.39, 4652.69, 6.63487803],
  [T + 60_000, 4652.68, 4654.99, 4645.28, 4654.33, 0.0000001],
  [T + 180_000, 4654, 4654, 4654, 4654, 0]
]
const csv = (of = rows) =>
  new TextEncoder().encode(
    [
      CANDLE_CSV_HEADER,
      ...of.map((row) =>
        row
          .map((n) => n.toFixed(8))
          .join(",")
          .replace(".00000000", "")
      )
    ].join("\n")
  )

const parquet = (
  of = rows,
  names = ["timestamp", "open", "high", "low", "close", "volume"],
  times: BasicType = "INT64"
) =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: names.map((name, column) => ({
        name,
        data: of.map((row) => {
          const value = row[column] ?? NaN
          return column > 0 ? value : times === "INT64" ? BigInt(value) : new Date(value)
        }),
        type: column === 0 ? times : "DOUBLE"
      }))
    })
  )

const read = (format: "csv" | "parquet", bytes: Uint8Array) => readImport({ _tag: "Import", symbol, format, bytes })

describe("files of candles", () => {
  it("say the same as CSV and as Parquet, whatever the times are kept as", async () => {
    const fromCsv = await read("csv", csv())
    expect(fromCsv).toMatchObject({ timeframe: "1m", instrument: { tickSize: "0.01", assetClass: "CRYPTO" } })
    expect(await read("parquet", parquet())).toEqual(fromCsv)
    expect(await read("parquet", parquet(rows, undefined, "TIMESTAMP"))).toEqual(fromCsv)
    expect(await read("parquet", parquet(rows, ["Timestamp", "OPEN", "high", "low", "close", "Volume"]))).toEqual(
      fromCsv
    )
  })

  it("come without gaps, each of which would be copied for itself: there may be a million", async () => {
    const { series } = await read("csv", csv())
    expect(Object.keys(series).toSorted()).toEqual(["at", "close", "high", "length", "low", "open", "step", "volume"])
  })

  it("are refused with the line that is bad, in both", async () => {
    const bad = [...rows, [T + 240_000, 5, 4, 5, 5, 1]]
    await expect(read("csv", csv(bad))).rejects.toThrow("line 5: the high is below the low")
    await expect(read("parquet", parquet(bad))).rejects.toThrow("row 4: the high is below the low")
    await expect(read("parquet", parquet([...rows, [T, 5, 5, 5, 5, 1]]))).rejects.toThrow(
      /^row 4: the timestamp is earlier than in the row before/
    )
    await expect(read("parquet", parquet([[T, NaN, 5, 5, 5, 1]]))).rejects.toThrow(
      "row 1: open is not a plain number: NaN"
    )
    await expect(
      read("parquet", parquet(rows, ["timestamp", "open", "high", "low", "size", "volume"]))
    ).rejects.toThrow(/^no column is close by the names timestamp, open/)
    const other = ["Open time", "Open", "High", "Low", "Close", "Volume"]
    expect((await read("parquet", parquet(rows, other))).series).toEqual((await read("parquet", parquet(rows))).series)
    const named = await read("parquet", parquet(rows, other))
    // It has columns, not characters between them.
    expect(readingWords(named)[0]).toMatch(/^Read as columns [\w,-]+, times in ms$/)
    await expect(read("parquet", csv())).rejects.toThrow(/^this is no Parquet file/)
  })

  it("are refused for more rows than are read before any is unpacked: those that are alike take no room", async () => {
    const data = Array.from({ length: MOST_ROWS + 1 }, () => 5)
    const alike = new Uint8Array(
      parquetWriteBuffer({ columnData: [{ name: "timestamp", type: "DOUBLE", data }], rowGroupSize: data.length })
    )
    expect(alike.length).toBeLessThan(20_000)
    await expect(read("parquet", alike)).rejects.toThrow(/^2700001 rows; at most 2700000 are read/)
  })

  it("are refused for more cells than are read: a column that is alike takes no room, however many there are", async () => {
    const data = new Float64Array(100_000).fill(5)
    const columns = MOST_CELLS / data.length + 1
    const wide = new Uint8Array(
      parquetWriteBuffer({
        columnData: Array.from({ length: columns }, (_, i) => ({ name: `c${i}`, type: "DOUBLE", data })),
        rowGroupSize: data.length,
        statistics: false
      })
    )
    expect(wide.length).toBeLessThan(200_000)
    await expect(read("parquet", wide)).rejects.toThrow(/^32500000 cells; at most 32400000 are read: leave out columns/)
  })

  it("must have candles of a usual length", async () => {
    const odd = rows.map(([at = 0, ...rest], i) => [at + i * 7_000, ...rest])
    await expect(read("csv", csv(odd))).rejects.toThrow("candles are 67 s apart, and have to be of 1m, 5m")
  })

  it("CANDLE-7 name the first candle that is beside the clock of the others", async () => {
    const minutes = Array.from({ length: 20 }, (_, i) => [T + i * 60_000, 5, 5, 5, 5, 1.5])
    const shifted = (at: ReadonlyArray<number>, by: number) =>
      minutes.map(([time = 0, ...rest], i) => [time + (at.includes(i) ? by : 0), ...rest])
    // One that is no nearer to its neighbour than the others are is beside them all the same.
    for (const odd of [0, 5, 18, 19])
      await expect(read("csv", csv(shifted([odd], 1_000)))).rejects.toThrow(
        `line ${odd + 2}: the timestamp is 1 s too late for one of the 1m candles around it`
      )
    await expect(read("csv", csv(shifted([7, 8], -2_500)))).rejects.toThrow(/^line 9: .* 2\.5 s too early/)
    await expect(read("csv", csv(shifted([0], -1_000)))).rejects.toThrow(/^line 2: .* 1 s too early/)
    const beforeHole = minutes.map(([time = 0, ...rest], i) => [time + (i === 9 ? 1_000 : i > 9 ? 60_000 : 0), ...rest])
    await expect(read("csv", csv(beforeHole))).rejects.toThrow(/^line 11: .* 1 s too late/)
    await expect(read("parquet", parquet(shifted([5], 1_000)))).rejects.toThrow(/^row 6: the timestamp is 1 s too late/)
  })

  it("CANDLE-7 take days that begin an hour earlier once clocks were put forward", async () => {
    const days = [8, 11, 12, 13].map((day) => [Date.UTC(2024, 2, day, day < 10 ? 14 : 13, 30), 5, 5, 5, 5, 100])
    expect((await read("csv", csv(days))).timeframe).toBe("1d")
  })

  it("are those of a perpetual future when they are called so, in a coin's lots", async () => {
    const perpetual = { _tag: "Import", symbol: "BTC-PERP" as Symbol, format: "csv" } as const
    const { instrument, series } = await readImport({ ...perpetual, bytes: csv() })
    expect(instrument).toMatchObject({ symbol: "BTC-PERP", base: "BTC", quote: "USD", kind: "FUTURES" })
    expect(instrument.futures?.maxLeverage).toBeGreaterThan(1)
    expect(series.volume[0]).toBe(663487803)
    const whole = rows.map((row) => row.with(5, 7))
    const coarse = await readImport({ ...perpetual, bytes: csv(whole) })
    expect(coarse.instrument).toMatchObject({ assetClass: "CRYPTO", lotSize: "0.00000001" })
    expect(coarse.series.volume[0]).toBe(700000000)
  })
})
