import { join } from "node:path"
import { home } from "@tradetower/platform/embedded"
import { exitCodeOf, readOptions, wrong } from "@tradetower/backtest/command-line"
import { configFolder } from "../home.ts"
import { KEY } from "./kept.ts"
import { restore } from "./restore.ts"

/** `npm run restore`: what a backup holds, into a home that has none of it. */
const HELP = `Brings back what npm run backup put into a file. Nothing that is there is replaced.

  npm run restore -- --from FILE

Bots go on from the backup's moment. What LIVE ones did since is at your brokers and not in it: compare before you go on.`

process.umask(0o077)
try {
  const { from, help } = readOptions(
    process.argv.slice(2),
    { from: { type: "string" }, help: { type: "boolean" } },
    "Known are --from and --help."
  )
  if (help === true) console.log(HELP)
  else {
    if (from === undefined) throw wrong("Say which backup: npm run restore -- --from FILE")
    const { at, keyLeft, worlds } = await restore({ file: from, home: home(), key: join(configFolder(), KEY) })
    console.log(
      `Restored ${worlds.join(", ")} as of ${new Date(at).toLocaleString()} into ${home()}. npm start goes on from there.`
    )
    if (keyLeft)
      console.log(`Its key was left out: ${configFolder()} has another one. Secrets in it open with the backup's only.`)
    if (worlds.includes("live"))
      console.log("What bots on real accounts did since is at the brokers and not in it: compare before you go on.")
  }
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause))
  process.exitCode = exitCodeOf(cause)
}
