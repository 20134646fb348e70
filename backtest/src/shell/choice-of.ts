import { Schema } from "effect"
import { type CandleColumn, InstrumentChoice, LayoutChoice, readColumns } from "@tradetower/domain/market"
import { decimalsOf } from "@tradetower/domain/number"
import { wrong } from "./command-line.ts"

/** What is said of a file of candles. */
export const choiceOptions = {
  class: { type: "string" },
  tick: { type: "string" },
  lot: { type: "string" },
  columns: { type: "string" },
  delimiter: { type: "string" },
  decimal: { type: "string" },
  time: { type: "string" },
  zone: { type: "string" }
} as const

type Said = { readonly [name in keyof typeof choiceOptions]?: string | undefined }

const classes: Readonly<Record<string, InstrumentChoice["assetClass"]>> = { crypto: "CRYPTO", stock: "EQUITY" }

const stepOf = (name: "tick" | "lot", text: string): NonNullable<InstrumentChoice["tickSize"]> => {
  const step = { tickSize: text }
  if (Schema.is(InstrumentChoice)(step) && step.tickSize !== undefined) return step.tickSize
  throw wrong(`--${name} ${text} can't be used: give a number above 0, such as --${name} 0.01`)
}

const hints = {
  delimiter: "comma, semicolon, tab or bar",
  decimal: "point or comma",
  time: "s, ms, us, ns or written",
  zone: "a time zone such as America/New_York or +02:00"
} as const

/** What is said of a file's layout. Throws `WrongArguments`. */
export const layoutOf = (values: Said): LayoutChoice => {
  const columns = columnsOf(values.columns)
  const said: Record<string, string> = {}
  for (const name of ["delimiter", "decimal", "time", "zone"] as const) {
    const text = values[name]
    if (text === undefined) continue
    const value = text === "written" ? "WRITTEN" : text
    if (!Schema.is(LayoutChoice)({ [name]: value })) throw wrong(`--${name} ${text} can't be used: give ${hints[name]}`)
    said[name] = value
  }
  return { ...Schema.decodeUnknownSync(LayoutChoice)(said), ...(columns !== undefined && { columns }) }
}

/** What the columns of a file say. */
const columnsOf = (text: string | undefined): ReadonlyArray<CandleColumn> | undefined => {
  const columns = text === undefined ? undefined : readColumns(text)
  if (text === undefined || columns !== undefined) return columns
  throw wrong(
    `--columns ${text} can't be used: name timestamp, open, high, low, close and volume once each, and - for the others`
  )
}

/** What is said of a file's instrument. Throws `WrongArguments`. */
export const choiceOf = (values: Said): InstrumentChoice => {
  const assetClass = values.class === undefined ? undefined : classes[values.class]
  if (values.class !== undefined && assetClass === undefined)
    throw wrong(`--class ${values.class} is not known: choose ${Object.keys(classes).join(" or ")}`)
  if (values.tick !== undefined && values.lot !== undefined && decimalsOf(values.tick) + decimalsOf(values.lot) > 18)
    throw wrong(
      `--tick ${values.tick} and --lot ${values.lot} can't be used together: amounts have 18 decimals, leave out --lot`
    )
  return {
    ...(assetClass !== undefined && { assetClass }),
    ...(values.tick !== undefined && { tickSize: stepOf("tick", values.tick) }),
    ...(values.lot !== undefined && { lotSize: stepOf("lot", values.lot) })
  }
}
