import type { ParseArgsOptionsConfig } from "node:util"
import { Schema } from "effect"
import { MISUSED, parseOptions } from "./options.mjs"

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
    return parseOptions(argv, { options, allowPositionals: false }, known).values
  } catch (cause) {
    throw wrong(cause instanceof Error ? cause.message : String(cause))
  }
}

/** What a command ends with that could not do what it was asked, in words that say why. */
export const exitCodeOf = (cause: unknown): number => (cause instanceof WrongArguments ? MISUSED : 1)
