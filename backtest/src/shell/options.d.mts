import type { parseArgs, ParseArgsConfig } from "node:util"

/** Exit code of a command that can't do what it was asked, and says what would work. */
export declare const MISUSED: 2

/**
 * Reads a command line. Throws an `Error` for what is not among `options`, whose message goes on with `instead`: what
 * would work, the names of all unless said otherwise.
 */
export declare const parseOptions: <const Config extends ParseArgsConfig>(
  args: ReadonlyArray<string>,
  config: Config,
  instead?: string
) => ReturnType<typeof parseArgs<Config>>
