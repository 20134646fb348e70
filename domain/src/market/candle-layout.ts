import { Schema } from "effect"

/** What a column of a file of candles says; `clock` is the time of day where the date stands apart, `-` is not read. */
export const CandleColumn = Schema.Literals(["timestamp", "clock", "open", "high", "low", "close", "volume", "-"])
export type CandleColumn = typeof CandleColumn.Type

/** How long one count of an epoch's time is, as a power of ten of seconds; or a moment written out. */
export type TimeUnit = "s" | "ms" | "us" | "ns" | "WRITTEN"

/** How a text file of candles is laid out. */
export interface CandleLayout {
  readonly delimiter: "," | ";" | "\t" | "|"
  readonly decimal: "." | ","
  /** Lines before the first candle: names of columns, titles. */
  readonly skip: number
  readonly time: TimeUnit
  readonly columns: ReadonlyArray<CandleColumn>
}

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
export const layoutWords = ({ columns, decimal, delimiter, time }: CandleLayout): string =>
  `columns ${columns.join(",")}` +
  (delimiter === "," ? "" : `, ${{ ";": "semicolons", "\t": "tabs", "|": "bars" }[delimiter]} between them`) +
  (decimal === "," ? ", decimal commas" : "") +
  `, times ${time === "WRITTEN" ? "written out" : `in ${time}`}`
