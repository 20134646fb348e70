import { parseArgs } from "node:util"

/** Exit code of a command that can't do what it was asked, and says what would work. */
export const MISUSED = 2

/** "Known are --kills, --seed and --help." */
const known = (names) => {
  const flags = names.map((name) => `--${name}`)
  return flags.length < 2 ? `Known is ${flags}.` : `Known are ${flags.slice(0, -1).join(", ")} and ${flags.at(-1)}.`
}

/**
 * Reads a command line. Throws an `Error` for what is not among `options`, whose message goes on with `instead`: what would
 * work, the names of all unless said otherwise.
 */
export const parseOptions = (args, config, instead = known(Object.keys(config.options ?? {}))) => {
  try {
    return parseArgs({ ...config, args: [...args], strict: true })
  } catch (cause) {
    const [, dashed] = /^Option '(?:-\w, )?(--[\w-]+).*' argument is ambiguous/.exec(cause.message) ?? []
    const what =
      dashed === undefined
        ? cause.message.split(". ")[0]
        : `What follows ${dashed} begins with a dash: where that is its value, write ${dashed}=VALUE`
    throw new Error(`${what}. ${instead}`, { cause })
  }
}
