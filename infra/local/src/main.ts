import { Effect, Predicate } from "effect"
import { exitCodeOf, wrong } from "@tradetower/backtest/command-line"
import { fatalLine, makeFolder } from "@tradetower/platform/embedded"
import { HELP, readArguments, type StartOptions } from "./arguments.ts"
import { chooseWorld, looksFirst, type World } from "./choose-world.ts"
import { endInOrder, FAILED } from "./end-in-order.ts"
import { isBeyond, isLoopback } from "./gateway/reach.ts"
import { closeHome, passphraseFile } from "./home.ts"
import { askForPassphrase } from "./passphrase/ask.ts"
import { readPassphrase } from "./passphrase/passphrase.ts"
import { hearProxies } from "./proxies.ts"
import { type RunsBefore, runsBefore } from "./runs-before.ts"
import { startSystem } from "./start-system.ts"
import { paperTrading } from "./trading.ts"
import { version } from "./version.ts"

// Whatever this process makes is its user's alone.
process.umask(0o077)

const say = (line: string): void => console.log(line)

/** Foreseen, and says what to do: to start again would not help. */
const isRefusal = (cause: unknown): cause is Error =>
  cause instanceof Error &&
  Predicate.hasProperty(cause, "_tag") &&
  !(Predicate.hasProperty(cause, "retryable") && cause.retryable === true)

const readyFolder = (folder: string): void => {
  try {
    makeFolder(folder)
    closeHome()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw wrong(`${folder} can't be used: ${why}. Choose another folder with TRADETOWER_HOME.`)
  }
}

/** Before strangers can knock there is a passphrase. */
const readyPassphrase = async ({ demo, reach }: StartOptions): Promise<void> => {
  if (demo || readPassphrase(passphraseFile()) !== undefined || !isBeyond(reach)) return
  if (!process.stdin.isTTY)
    throw wrong("Others can reach this, so it needs a passphrase to sign in with. Set one first: npm run passphrase")
  say("Others can reach this, so it needs a passphrase to sign in with.")
  await askForPassphrase(passphraseFile())
}

/** What more there is to know of where it can be reached. */
const sayReach = ({ publicUrl, listen }: StartOptions["reach"]): void => {
  if (publicUrl !== undefined) say(`Your proxy or tunnel serves it as ${publicUrl.href}`)
  if (!isLoopback(listen) && publicUrl?.protocol !== "https:")
    say(
      `It listens on ${listen} without TLS: whoever is in between can read and change everything. See docs/running.md, From elsewhere.`
    )
}

/** The same market as before a restart, where the command line leaves it open. */
const asBefore = (options: StartOptions, { world }: RunsBefore): StartOptions =>
  options.world.kind !== "LIVE_IF_REACHABLE" || world === undefined
    ? options
    : { ...options, world: world === "LIVE" ? { ...options.world, kind: "LIVE" } : { kind: "SIMULATED", seed: 1 } }

const start = async (options: StartOptions): Promise<void> => {
  hearProxies()
  const before = runsBefore(process.env["TRADETOWER_BEFORE"])
  const asked = asBefore(options, before)
  const looks = looksFirst(asked)
  const world = chooseWorld(asked).then((chosen) => {
    readyFolder(chosen.folder)
    return chosen
  })
  // It is heard of below, also when it fails while a passphrase is asked for.
  world.catch(() => undefined)
  // What can't be started is said before anything is; what has to be looked for first is looked for behind its pages.
  if (!looks) await world
  await readyPassphrase(options)
  if (looks) say("Looking for live prices ...")
  const starting = startSystem({
    folder: world.then(({ folder }) => folder),
    trading: Effect.flatMap(
      Effect.promise(() => world),
      ({ choice, others }) =>
        paperTrading(choice, { ...(others !== undefined && { aside: others }), follow: options.follow })
    ),
    port: before.port ?? options.port,
    reach: options.reach,
    demo: options.demo,
    ...(!options.demo && { passphraseFile: passphraseFile() }),
    portTaken: (port) => say(`Port ${port} is in use; trying ${port + 1}.`),
    stoppedAt: before.stoppedAt
  })
  endInOrder(async () => (await starting).stop())
  const { url } = await starting
  const { choice, others, prices }: World = await world
  process.send?.({ port: Number(new URL(url).port), ...(choice.kind !== "REPLAY" && { world: choice.kind }) })
  say(`TradingTower runs at ${url}/ (${version}; prices: ${prices}; Ctrl-C stops it)`)
  sayReach(options.reach)
  if (others !== undefined) say(others)
}

try {
  const options = readArguments(process.argv.slice(2))
  if (options === "HELP") say(HELP)
  else if (options === "VERSION") say(version)
  else await start(options)
} catch (cause) {
  console.error(isRefusal(cause) ? cause.message : fatalLine(new Date(), "TradingTower could not start", cause))
  process.exit(isRefusal(cause) ? exitCodeOf(cause) : FAILED)
}
