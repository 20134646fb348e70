import { mkdirSync } from "node:fs"
import { Predicate } from "effect"
import { fatalLine } from "@tradetower/platform/embedded"
import { HELP, readArguments, type StartOptions } from "./arguments.ts"
import { chooseWorld } from "./choose-world.ts"
import { wrong } from "./command-line.ts"
import { endInOrder, FAILED, REFUSED } from "./end-in-order.ts"
import { closeHome } from "./home.ts"
import { runsBefore } from "./runs-before.ts"
import { startSystem } from "./start-system.ts"
import { paperTrading } from "./trading.ts"

// Whatever this process makes is its user's alone.
process.umask(0o077)

const say = (line: string): void => console.log(line)

/** Foreseen, and says what to do: to start again would not help. */
const isRefusal = (cause: unknown): cause is Error =>
  cause instanceof Error &&
  Predicate.hasProperty(cause, "_tag") &&
  !(Predicate.hasProperty(cause, "retryable") && cause.retryable === true)

const makeFolder = (folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true })
    closeHome()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw wrong(`${folder} can't be used: ${why}. Choose another folder with TRADETOWER_HOME.`)
  }
}

const start = async (options: StartOptions): Promise<void> => {
  const { choice, folder, prices } = await chooseWorld(options)
  const before = runsBefore(process.env["TRADETOWER_BEFORE"])
  makeFolder(folder)
  const starting = startSystem({
    folder,
    trading: paperTrading(choice),
    port: before.port ?? options.port,
    portTaken: (port) => say(`Port ${port} is in use; trying ${port + 1}.`),
    stoppedAt: before.stoppedAt
  })
  endInOrder(async () => (await starting).stop())
  const { url } = await starting
  process.send?.({ port: Number(new URL(url).port) })
  say(`TradingTower runs at ${url}/ (prices: ${prices}; Ctrl-C stops it)`)
}

try {
  const options = readArguments(process.argv.slice(2))
  if (options === "HELP") say(HELP)
  else await start(options)
} catch (cause) {
  console.error(isRefusal(cause) ? cause.message : fatalLine(new Date(), "TradingTower could not start", cause))
  process.exit(isRefusal(cause) ? REFUSED : FAILED)
}
