import { join, resolve } from "node:path"
import { home } from "@tradetower/platform/embedded"
import { exitCodeOf, readOptions } from "@tradetower/backtest/command-line"
import { configFolder } from "../home.ts"
import { backUp } from "./back-up.ts"
import { KEY } from "./kept.ts"

/** `npm run backup`: all that is kept, in one file. */
const HELP = `Puts all that TradingTower keeps into one file, also while it runs.

  npm run backup                    tradetower-<time>.tar.gz in this folder
  npm run backup -- --to FILE       that file
  npm run backup -- --with-key      with the key to the secrets: whoever has the file then has them, too

Without its key a backup gives everything but the secrets: keys of brokers are entered again. npm run restore brings it back.`

// What is written is its user's alone.
process.umask(0o077)
try {
  const options = readOptions(
    process.argv.slice(2),
    { to: { type: "string" }, "with-key": { type: "boolean" }, help: { type: "boolean" } },
    "Known are --to, --with-key and --help."
  )
  if (options.help === true) console.log(HELP)
  else {
    const now = Date.now()
    const file = resolve(
      options.to ?? `tradetower-${new Date(now).toISOString().slice(0, 19).replaceAll(":", "")}Z.tar.gz`
    )
    const withKey = options["with-key"] === true
    const key = withKey ? { key: join(configFolder(), KEY) } : {}
    const { worlds } = await backUp({ file, home: home(), now, ...key })
    console.log(
      `${file} holds ${worlds.join(", ")}${withKey ? " and the key to the secrets: keep it as you keep that key" : ""}.`
    )
  }
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause))
  process.exitCode = exitCodeOf(cause)
}
