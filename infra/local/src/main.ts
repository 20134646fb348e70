import { mkdirSync } from "node:fs"
import { HELP, readArguments, type StartOptions } from "./arguments.ts"
import { chooseWorld } from "./choose-world.ts"
import { closeHome } from "./home.ts"
import { startSystem } from "./start-system.ts"
import { paperTrading } from "./trading.ts"

// Whatever this process makes is its user's alone.
process.umask(0o077)

const say = (line: string): void => console.log(line)

/** Says what is wrong and ends with 1. */
const giveUp = (cause: unknown): never => {
  console.error(cause instanceof Error ? cause.message : String(cause))
  process.exit(1)
}

/** Ends with 1 when stopping takes longer, ms. */
const PATIENCE_MS = 5_000

const start = async (options: StartOptions): Promise<void> => {
  const { choice, folder, prices } = await chooseWorld(options)
  mkdirSync(folder, { recursive: true })
  closeHome()
  const starting = startSystem({
    folder,
    trading: paperTrading(choice),
    port: options.port,
    portTaken: (port) => say(`Port ${port} is in use; trying ${port + 1}.`)
  })
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), PATIENCE_MS).unref()
    starting.then((system) => system.stop()).then(() => process.exit(0), giveUp)
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop)
  process.on("disconnect", stop)
  say(`TradingTower runs at ${(await starting).url}/ (prices: ${prices}; Ctrl-C stops it)`)
}

try {
  const options = readArguments(process.argv.slice(2))
  if (options === "HELP") say(HELP)
  else await start(options)
} catch (cause) {
  giveUp(cause)
}
