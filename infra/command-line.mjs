import { MISUSED, parseOptions } from "../backtest/src/shell/options.mjs"

/** Ends this command, which can't do what it was asked; `why` says what would work. */
export const refuse = (why) => {
  console.error(why)
  process.exit(MISUSED)
}

/**
 * What a command was asked: `{ values, positionals }`. Prints `help` and ends when that is asked for; refuses what is not
 * among `options`, and words that belong to none unless `allowPositionals`.
 */
export const readCommandLine = ({ help, options = {}, allowPositionals = false, args = process.argv.slice(2) }) => {
  const all = { ...options, help: { type: "boolean" } }
  try {
    const read = parseOptions(args, { options: all, allowPositionals })
    if (!read.values.help) return read
  } catch (cause) {
    return refuse(cause.message)
  }
  console.log(help)
  return process.exit(0)
}

/** A number among the values of a command line, such as `--kills 10`; refuses what is none, or not within. */
export const numberOf = (name, text, min, max) => {
  const value = Number(text)
  if (text.trim() !== "" && value >= min && value <= max) return value
  return refuse(`--${name} ${text} can't be used: give a number from ${min} to ${max}.`)
}
