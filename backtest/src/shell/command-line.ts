import { parseArgs, type ParseArgsOptionsConfig } from "node:util"
import { Schema } from "effect"

/** The command line asks for something that can't be done; the message says what would work. */
export class WrongArguments extends Schema.TaggedError<WrongArguments>()("WrongArguments", {
  message: Schema.String
}) {}

export const wrong = (message: string): WrongArguments => new WrongArguments({ message })

/** Reads the options given. Throws `WrongArguments` for one that is not among them, followed by what is `known`. */
export const readOptions = <const Options extends ParseArgsOptionsConfig>(
  argv: ReadonlyArray<string>,
  options: Options,
  known: string
) => {
  try {
    return parseArgs({ args: [...argv], strict: true, allowPositionals: false, options }).values
  } catch (cause) {
    const first = cause instanceof Error ? (cause.message.split(". ")[0] ?? cause.message) : String(cause)
    throw wrong(`${first}. ${known}`)
  }
}
