import { Result } from "effect"
import { CandleFileInvalid } from "./candle-file.ts"
import {
  type CandleColumn,
  type CandleLayout,
  cellsOf,
  decimalMarks,
  delimiters,
  type LayoutChoice,
  wrongColumns
} from "./candle-layout.ts"
import { plainNumber, slashedDay, slashedDays, timeUnitOf } from "./written-cell.ts"

/** A layout that was guessed, and what could have been guessed otherwise, in words. */
export interface GuessedLayout {
  readonly layout: CandleLayout
  readonly doubts: ReadonlyArray<string>
}

/** Lines that are looked at. */
const LOOKED_AT = 200
const DELIMITERS = ["\t", ";", "|", ","] as const

/** What columns are called by those who publish candles; the first name found counts. */
const names: Readonly<Record<Exclude<CandleColumn, "-" | "clock">, ReadonlyArray<RegExp>>> = {
  timestamp: [
    /^(unix|timestamp|time stamp|epoch|ts)\b/,
    /^open ?time\b/,
    /^(date ?time|date|day|time|gmt time|t)\b/,
    /^(datum|zeit)\b/
  ],
  open: [/^(open|o|open ?price)$/, /^open\b/, /^(eröffnung|erster)/],
  high: [/^(high|h|high ?price)$/, /^high\b/, /^(hoch|tageshoch|höchst)/],
  low: [/^(low|l|low ?price)$/, /^low\b/, /^(tief|tagestief)/],
  close: [/^(close|c|last|close ?price|close\/last)$/, /^(?!close ?time)close\b/, /^schlu(ss|ß)/],
  volume: [/^(volume|vol|v|base ?volume|tick ?vol|tickvol)$/, /^vol(ume)?\b(?!.*\b(usdt?|usdc|eur|quote)\b)/, /^vol/]
}

const named = (header: ReadonlyArray<string>): ReadonlyArray<CandleColumn> => {
  const plain = header.map((name) =>
    name
      .toLowerCase()
      .replace(/[<>"#]/g, "")
      .replace(/^\d+\.\s*/, "")
      .replace(/[_.]/g, " ")
      .trim()
  )
  const columns: Array<CandleColumn> = plain.map(() => "-")
  for (const [column, patterns] of Object.entries(names) as ReadonlyArray<[CandleColumn, ReadonlyArray<RegExp>]>)
    for (const pattern of patterns) {
      const at = plain.findIndex((name, i) => columns[i] === "-" && pattern.test(name))
      if (at < 0) continue
      columns[at] = column
      break
    }
  return columns
}

const COMMON: ReadonlyArray<CandleColumn> = ["timestamp", "open", "high", "low", "close", "volume"]

/** The order of unnamed columns, as the exchanges publish them: highs are highest and lows lowest in all rows. */
const unnamed = (rows: ReadonlyArray<ReadonlyArray<number>>, width: number): ReadonlyArray<CandleColumn> => {
  const fits = (columns: ReadonlyArray<CandleColumn>) =>
    rows.every((row) => {
      const [open = 0, high = 0, low = 0, close = 0] = (["open", "high", "low", "close"] as const).map(
        (name) => row[columns.indexOf(name)] ?? NaN
      )
      return high >= Math.max(open, close) && low <= Math.min(open, close)
    })
  const orders: ReadonlyArray<ReadonlyArray<CandleColumn>> = [
    COMMON,
    // Coinbase.
    ["timestamp", "low", "high", "open", "close", "volume"],
    ["timestamp", "open", "close", "high", "low", "volume"],
    ["timestamp", "open", "close", "low", "high", "volume"]
  ]
  const columns = [...(orders.find(fits) ?? COMMON)].slice(0, width)
  // Kraken's API has an average price before the volume.
  const averaged =
    width === 8 &&
    rows.every((row) => (row[5] ?? 0) === 0 || ((row[5] ?? 0) >= (row[3] ?? 0) && (row[5] ?? 0) <= (row[2] ?? 0)))
  if (averaged) columns.splice(5, 0, "-")
  return Array.from({ length: width }, (_, i) => columns[i] ?? "-")
}

/** Whether a comma is a decimal mark in these cells, and whether it could as well group thousands. */
const markOf = (cells: ReadonlyArray<string>): { readonly decimal: "." | ","; readonly doubt: boolean } => {
  const both = cells.find((cell) => cell.includes(",") && cell.includes("."))
  if (both !== undefined) return { decimal: both.lastIndexOf(",") > both.lastIndexOf(".") ? "," : ".", doubt: false }
  const commas = cells.filter((cell) => cell.includes(","))
  if (commas.length === 0 || cells.some((cell) => cell.includes("."))) return { decimal: ".", doubt: false }
  if (commas.some((cell) => (cell.match(/,/g) ?? []).length > 1)) return { decimal: ".", doubt: false }
  return { decimal: ",", doubt: commas.every((cell) => /^[1-9]\d{0,2},\d{3}$/.test(cell)) }
}

/**
 * How a file of candles is laid out, by its first lines: what stands between columns, what each says (by its name, or by
 * the order the exchanges publish in), the decimal mark, the unit of its times. What is guessed wrongly can
 * be `said`.
 */
export const guessLayout = (
  lines: ReadonlyArray<string>,
  said: LayoutChoice = {}
): Result.Result<GuessedLayout, CandleFileInvalid> => {
  const { columns } = said
  const invalid = (line: number, problem: string) => Result.fail(new CandleFileInvalid({ line, problem }))
  const first = lines.slice(0, LOOKED_AT)
  const isRow = (line: string, delimiter: string) => {
    const cells = cellsOf(line, delimiter)
    const numbers = cells.filter((cell) => /^[+-]?[.,]?\d/.test(cell)).length
    return cells.length >= 5 && (/^\d/.test(cells[0] ?? "") || numbers >= 3)
  }
  // A row of names may be all there is of letters: the first that is a row of numbers begins the candles.
  const delimiter = DELIMITERS.find((one) => first.some((line) => isRow(line, one)))
  const widest = DELIMITERS.find((one) => first.some((line) => cellsOf(line, one).length >= 5))
  const between = said.delimiter === undefined ? (delimiter ?? widest) : delimiters[said.delimiter]
  if (between === undefined)
    return invalid(
      1,
      "no columns are found: a candle needs a time, open, high, low and close, with commas, semicolons or tabs between them"
    )
  const found = first.findIndex((line) => isRow(line, between))
  const begin = found >= 0 ? found : Math.min(1, first.length)
  const rows = first.slice(begin).flatMap((line) => (isRow(line, between) ? [cellsOf(line, between)] : []))
  if (rows.length === 0) return invalid(2, "there are no candles")
  const width = rows[0]?.length ?? 0
  const header = begin === 0 ? [] : cellsOf(first[begin - 1] ?? "", between)
  const { decimal, doubt } =
    said.decimal !== undefined
      ? { decimal: decimalMarks[said.decimal], doubt: false }
      : between === "," && !first.some((line) => line.includes('"'))
        ? { decimal: "." as const, doubt: false }
        : markOf(rows.flatMap((row) => row.slice(1)))
  const numbers = rows.map((row) => row.map((cell) => Number(plainNumber(cell, decimal))))
  const byName = named(header)
  // A clock beside a date that has none.
  const timeAt = byName.indexOf("timestamp")
  const clockAt = header.findIndex((name, i) => i !== timeAt && /^<?time>?$/i.test(name))
  if (
    clockAt >= 0 &&
    /^\d{4}\D\d\d\D\d\d$|^\d{8}$/.test(rows[0]?.[timeAt] ?? "") &&
    (rows[0]?.[clockAt] ?? "").includes(":")
  )
    (byName as Array<CandleColumn>)[clockAt] = "clock"
  const isNamed = wrongColumns(byName) === undefined
  if (header.length > 1 && begin === 1 && !isNamed && columns === undefined)
    return invalid(begin, `${wrongColumns(byName)} by the names ${header.join(", ").slice(0, 200)}: say which is which`)
  const meant = columns ?? (isNamed ? byName : unnamed(numbers, width))
  const wrong = wrongColumns(meant)
  if (wrong !== undefined) return invalid(begin + 1, wrong)
  const place = meant.indexOf("timestamp")
  const firstTime = rows[0]?.[place] ?? ""
  const time = said.time ?? timeUnitOf(firstTime)
  const either = slashedDay(firstTime)
  const slashed =
    either === undefined
      ? undefined
      : slashedDays(
          lines
            .slice(begin)
            .values()
            .map((line) => cellsOf(line, between)[place] ?? "")
        )
  if (either !== undefined && slashed === undefined)
    return invalid(begin + 1, `the time ${firstTime} can be ${either.DAY} or ${either.MONTH}: write it as one of them`)
  return Result.succeed({
    layout: {
      delimiter: between,
      decimal,
      skip: begin,
      time,
      zone: said.zone ?? "UTC",
      ...(slashed !== undefined && { slashed }),
      columns: meant
    },
    doubts: [
      ...(columns === undefined && !isNamed ? ["the columns have no names, and are told by their numbers"] : []),
      ...(doubt ? ["its commas are taken for decimal marks, and could group thousands"] : []),
      ...(meant.includes("volume") ? [] : ["it has no volume, which is taken for 0"])
    ]
  })
}
