import { mkdirSync } from "node:fs"
import { createServer } from "node:http"
import { join, resolve } from "node:path"
import { Effect } from "effect"
import { wrong } from "@tradetower/backtest/command-line"
import { readArguments } from "../arguments.ts"
import { chooseWorld } from "../choose-world.ts"
import { listen } from "../gateway/listen.ts"
import { isBeyond } from "../gateway/reach.ts"
import { closeHome, passphraseFile } from "../home.ts"
import { SWA_CLI, swaCli } from "./cli.ts"
import { system } from "../system.ts"
import { paperTrading } from "../trading.ts"
import { version } from "../version.ts"

// Whatever this process makes is its user's alone.
process.umask(0o077)

/** `npm run swa`: the Static Web Apps CLI in front of the same API, for operators. It takes the words of `npm start`. */
const root = resolve(import.meta.dirname, "../../../..")
const FETCHING_MS = 300_000

/** Looks for a port the CLI can have, because it ends when its own is taken. */
const freePort = (wanted: number) =>
  Effect.scoped(
    Effect.map(
      listen(createServer(), wanted, () => undefined),
      ({ port }) => port
    )
  )

const program = Effect.gen(function* () {
  const options = readArguments(process.argv.slice(2))
  if (options === "HELP") return console.log("npm run swa takes the same words as npm start; see npm start -- --help.")
  if (options === "VERSION") return console.log(version)
  if (isBeyond(options.reach))
    throw wrong("npm run swa is for this computer alone: leave out --listen and --public-url")
  const { choice, folder } = yield* Effect.promise(() => chooseWorld(options))
  mkdirSync(folder, { recursive: true })
  closeHome()
  const running = yield* system({
    folder,
    trading: paperTrading(choice),
    bareApi: true,
    passphraseFile: passphraseFile()
  })
  console.log(`Fetching and starting ${SWA_CLI} ...`)
  const url = yield* swaCli({
    site: join(root, "site", "dist"),
    config: join(root, "staticwebapp.config.json"),
    api: running.bareApi ?? running.url,
    port: yield* freePort(options.port),
    timeoutMs: FETCHING_MS,
    heard: (text) => process.stdout.write(text)
  })
  console.log(`The Static Web Apps CLI serves ${url}/ in front of the API of ${running.url}/`)
  yield* Effect.callback<void>((resume) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resume(Effect.void))
  })
})

Effect.runPromise(Effect.scoped(program)).then(
  () => process.exit(0),
  (cause: unknown) => {
    console.error(cause instanceof Error ? cause.message : String(cause))
    process.exit(1)
  }
)
