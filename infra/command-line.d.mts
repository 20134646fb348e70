import type { parseArgs, ParseArgsOptionsConfig } from "node:util"

/** Ends this command, which can't do what it was asked; `why` says what would work. */
export declare const refuse: (why: string) => never

/**
 * What a command was asked: `{ values, positionals }`. Prints `help` and ends when that is asked for; refuses what is not
 * among `options`, and words that belong to none unless `allowPositionals`.
 */
export declare const readCommandLine: <const Options extends ParseArgsOptionsConfig>(command: {
  readonly help: string
  readonly options?: Options
  readonly allowPositionals?: boolean
  readonly args?: ReadonlyArray<string>
}) => ReturnType<typeof parseArgs<{ options: Options; allowPositionals: true; strict: true }>>

/** A number among the values of a command line, such as `--kills 10`; refuses what is none, or not within. */
export declare const numberOf: (name: string, text: string, min: number, max: number) => number
