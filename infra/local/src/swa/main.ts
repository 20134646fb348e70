import { mkdirSync } from "node:fs"
import { resolve } from "node:path"
import { Effect } from "effect"
import { exitCodeOf, wrong } from "@tradetower/backtest/command-line"
import { readArguments } from "../arguments.ts"
import { chooseWorld } from "../choose-world.ts"
import { isBeyond } from "../gateway/reach.ts"
import { closeHome, passphraseFile } from "../home.ts"
import { swaWithSignIn } from "./with-sign-in.ts"
import { system } from "../system.ts"
import { paperTrading } from "../trading.ts"
import { untilToldToEnd } from "../until-told.ts"
import { version } from "../version.ts"

// Whatever this process makes is its user's alone.
process.umask(0o077)

/** `npm run swa`: the Static Web Apps CLI in front of the same API, for operators. It takes the words of `npm start`. */
const HELP = `The Static Web Apps CLI, fetched by npx, in front of the same API.

  npm run swa   takes the words of npm start, but for --listen and --public-url; npm start -- --help tells them`
const root = resolve(import.meta.dirname, "../../../..")

const program = Effect.gen(function* () {
  const options = readArguments(process.argv.slice(2))
  if (options === "HELP") return console.log(HELP)
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
  const url = yield* swaWithSignIn({
    root,
    api: running.bareApi ?? running.url,
    port: options.port,
    heard: (text) => process.stdout.write(text)
  })
  console.log(`The Static Web Apps CLI serves ${url}/ in front of the API of ${running.url}/`)
  yield* untilToldToEnd
})

Effect.runPromise(Effect.scoped(program)).then(
  () => process.exit(0),
  (cause: unknown) => {
    console.error(cause instanceof Error ? cause.message : String(cause))
    process.exit(exitCodeOf(cause))
  }
)
