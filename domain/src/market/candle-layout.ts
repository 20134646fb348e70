import { Schema } from "effect"
import { Zone } from "../calendar/zone.ts"

/** What a column of a file of candles says; `clock` is the time of day where the date stands apart, `-` is not read. */
export const CandleColumn = Schema.Literals(["timestamp", "clock", "open", "high", "low", "close", "volume", "-"])
export type CandleColumn = typeof CandleColumn.Type

/** How long one count of an epoch's time is, as a power of ten of seconds; or a moment written out. */
export const TimeUnit = Schema.Literals(["s", "ms", "us", "ns", "WRITTEN"])
export type TimeUnit = typeof TimeUnit.Type

/** Which of day and month stands first in days written with slashes. */
export type SlashedDays = "DAY" | "MONTH"

/** How a text file of candles is laid out. */
export interface CandleLayout {
  readonly delimiter: "," | ";" | "\t" | "|"
  readonly decimal: "." | ","
  /** Lines before the first candle: names of columns, titles. */
  readonly skip: number
  readonly time: TimeUnit
  /** Of times written out without one. */
  readonly zone: string
  /** Which stands first in days written with slashes; absent where none are. */
  readonly slashed?: SlashedDays
  readonly columns: ReadonlyArray<CandleColumn>
}

export const delimiters = { comma: ",", semicolon: ";", tab: "\t", bar: "|" } as const
export const decimalMarks = { point: ".", comma: "," } as const

/** What a trader says of a file's layout themselves; the rest is guessed. */
export const LayoutChoice = Schema.Struct({
  columns: Schema.optionalKey(Schema.Array(CandleColumn)),
  delimiter: Schema.optionalKey(Schema.Literals(["comma", "semicolon", "tab", "bar"])),
  decimal: Schema.optionalKey(Schema.Literals(["point", "comma"])),
  time: Schema.optionalKey(TimeUnit),
  zone: Schema.optionalKey(Zone)
})
export type LayoutChoice = typeof LayoutChoice.Type

const NEEDED = ["timestamp", "open", "high", "low", "close"] as const

/** What columns lack to make candles, or have twice; `undefined` when they do. */
export const wrongColumns = (columns: ReadonlyArray<CandleColumn>): string | undefined => {
  const lacking = NEEDED.filter((name) => !columns.includes(name))
  if (lacking.length > 0) return `no column is ${lacking.join(", ")}`
  const twice = columns.find((name, i) => name !== "-" && columns.indexOf(name) !== i)
  return twice === undefined ? undefined : `two columns are ${twice}`
}

/** Columns as they are typed, `timestamp,open,high,low,close,-,volume`; `undefined` when they make no candles. */
export const readColumns = (text: string): ReadonlyArray<CandleColumn> | undefined => {
  const columns = text.split(",").map((name) => name.trim().toLowerCase())
  return columns.every(Schema.is(CandleColumn)) && wrongColumns(columns) === undefined ? columns : undefined
}

/** The fields of a line; those in quotes may hold the delimiter. */
export const cellsOf = (line: string, delimiter: string): ReadonlyArray<string> => {
  if (!line.includes('"')) return line.split(delimiter).map((field) => field.trim())
  const fields: Array<string> = []
  let field = ""
  let quoted = false
  for (const character of line) {
    if (character === '"') quoted = !quoted
    else if (character === delimiter && !quoted) {
      fields.push(field.trim())
      field = ""
    } else field += character
  }
  return [...fields, field.trim()]
}

/** In words: `columns timestamp,open,high,low,close,-, times in s`. */
export const layoutWords = ({ columns, decimal, delimiter, slashed, time, zone }: CandleLayout): string =>
  `columns ${columns.join(",")}` +
  (delimiter === "," ? "" : `, ${{ ";": "semicolons", "\t": "tabs", "|": "bars" }[delimiter]} between them`) +
  (decimal === "," ? ", decimal commas" : "") +
  `, times ${time === "WRITTEN" ? `written out${slashed === undefined ? "" : `, ${slashed.toLowerCase()} first`}, in ${zone} unless they say a zone` : `in ${time}`}`
