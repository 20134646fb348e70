import { Schema } from "effect"
import { InstrumentChoice } from "@tradetower/domain"
import { wrong } from "./command-line.ts"

/** What both command lines can say of a file's instrument. */
export const choiceOptions = {
  class: { type: "string" },
  tick: { type: "string" },
  lot: { type: "string" }
} as const

const classes: Readonly<Record<string, InstrumentChoice["assetClass"]>> = { crypto: "CRYPTO", stock: "EQUITY" }

const stepOf = (name: "tick" | "lot", text: string): NonNullable<InstrumentChoice["tickSize"]> => {
  const step = { tickSize: text }
  if (Schema.is(InstrumentChoice)(step) && step.tickSize !== undefined) return step.tickSize
  throw wrong(`--${name} ${text} can't be used: give a number above 0, such as --${name} 0.01`)
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
