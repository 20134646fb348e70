import { Schema } from "effect"
import { type CandleColumn, InstrumentChoice, readColumns } from "@tradetower/domain"
import { wrong } from "./command-line.ts"

/** What is said of a file of candles. */
export const choiceOptions = {
  class: { type: "string" },
  tick: { type: "string" },
  lot: { type: "string" },
  columns: { type: "string" }
} as const

const classes: Readonly<Record<string, InstrumentChoice["assetClass"]>> = { crypto: "CRYPTO", stock: "EQUITY" }

const stepOf = (name: "tick" | "lot", text: string): NonNullable<InstrumentChoice["tickSize"]> => {
  const step = { tickSize: text }
  if (Schema.is(InstrumentChoice)(step) && step.tickSize !== undefined) return step.tickSize
  throw wrong(`--${name} ${text} can't be used: give a number above 0, such as --${name} 0.01`)
}

/** What the columns of a file say. Throws `WrongArguments`. */
export const columnsOf = (text: string | undefined): ReadonlyArray<CandleColumn> | undefined => {
  const columns = text === undefined ? undefined : readColumns(text)
  if (text === undefined || columns !== undefined) return columns
  throw wrong(
    `--columns ${text} can't be used: name timestamp, open, high, low, close and volume once each, and - for the others`
  )
}

/** What is said of a file's instrument. Throws `WrongArguments`. */
export const choiceOf = (values: {
  readonly [name in keyof typeof choiceOptions]?: string | undefined
}): InstrumentChoice => {
  const assetClass = values.class === undefined ? undefined : classes[values.class]
  if (values.class !== undefined && assetClass === undefined)
    throw wrong(`--class ${values.class} is not known: choose ${Object.keys(classes).join(" or ")}`)
  return {
    ...(assetClass !== undefined && { assetClass }),
    ...(values.tick !== undefined && { tickSize: stepOf("tick", values.tick) }),
    ...(values.lot !== undefined && { lotSize: stepOf("lot", values.lot) })
  }
}
