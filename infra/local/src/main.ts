import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { HELP, readArguments, type StartOptions } from "./arguments.ts"
import { home, worldName } from "./home.ts"
import { startSystem } from "./start-system.ts"

const say = (line: string): void => console.log(line)

/** Says what is wrong and ends with 1. */
const giveUp = (cause: unknown): never => {
  console.error(cause instanceof Error ? cause.message : String(cause))
  process.exit(1)
}

const start = async (options: StartOptions): Promise<void> => {
  const folder = join(home(), worldName(options.world.kind === "LIVE_IF_REACHABLE" ? { kind: "LIVE" } : options.world))
  mkdirSync(folder, { recursive: true })
  const system = await startSystem({
    folder,
    port: options.port,
    portTaken: (port) => say(`Port ${port} is in use; trying ${port + 1}.`)
  })
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), 5_000).unref()
    system.stop().then(
      () => process.exit(0),
      (cause: unknown) => giveUp(cause)
    )
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop)
  process.on("disconnect", stop)
  say(`TradingTower runs at ${system.url}/`)
}

try {
  const options = readArguments(process.argv.slice(2))
  if (options === "HELP") say(HELP)
  else await start(options)
} catch (cause) {
  giveUp(cause)
}
