import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join, resolve } from "node:path"
import { memoryFlags } from "../../infra/local/memory-flags.mjs"
import { signIn, until } from "./trader.ts"

const root = resolve(import.meta.dirname, "..", "..")
/** As `npm run build` leaves it. */
const server = "infra/local/dist/main.mjs"

/** The product in a process of its own, as `npm start` runs it, on a port and in a data folder of its own. */
export interface SystemProcess {
  readonly origin: string
  readonly home: string
  readonly process: ChildProcess
  /** Everything it printed so far. */
  readonly output: () => string
  /** As Ctrl-C does. */
  readonly stop: () => Promise<void>
}

const exited = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once("exit", () => resolve()))

/** Starts a main file and waits for the address it prints. */
export const startProcess = async (
  main: string,
  home: string,
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>> = {}
): Promise<SystemProcess> => {
  const child = spawn(process.execPath, [...memoryFlags, join(root, main), ...args], {
    cwd: root,
    // By the fourth it hears when we are gone.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: {
      ...process.env,
      TRADETOWER_HOME: home,
      NODE_COMPILE_CACHE: join(root, ".build", "compiled"),
      XDG_CONFIG_HOME: join(home, "..", `${basename(home)}-config`),
      ...env
    }
  })
  const parts: Array<string> = []
  const output = () => parts.join("")
  const origin = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      parts.push(chunk.toString("utf8"))
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output())
      if (address !== null) resolve(address[0])
    }
    child.stdout?.on("data", hear)
    child.stderr?.on("data", hear)
    child.once("exit", (code, signal) => reject(new Error(`${main} ended (${code ?? signal}):\n${output()}`)))
    child.once("error", reject)
  })
  return {
    origin,
    home,
    process: child,
    output,
    stop: async () => {
      child.kill("SIGINT")
      const patience = setTimeout(() => child.kill("SIGKILL"), 120_000)
      await exited(child)
      clearTimeout(patience)
    }
  }
}

/** The product with a market whose prices are there. */
export interface RunningSystem extends SystemProcess {
  /** Of a symbol, when the system had started. */
  readonly price: (symbol: string) => number
}

interface Exchange {
  readonly markets: ReadonlyArray<{ readonly symbol: string; readonly lastPrice?: string }>
}

/** Of each symbol, once every market of the first exchange has a price. */
export const pricesAt = async (origin: string): Promise<RunningSystem["price"]> => {
  const trader = await signIn(origin, "ada")
  const [paper] = await until(
    "every market has a price",
    () => trader.get<ReadonlyArray<Exchange>>("/api/v1/exchanges"),
    ([first]) =>
      first !== undefined && first.markets.length > 0 && first.markets.every((market) => market.lastPrice !== undefined)
  )
  const prices = new Map(paper?.markets.map(({ symbol, lastPrice }) => [symbol, Number(lastPrice)]))
  return (symbol) => prices.get(symbol) ?? Number.NaN
}

/** Starts the product in an empty folder with a simulated market; `stop` also removes the folder. */
export const startSimulated = async (args: ReadonlyArray<string> = []): Promise<RunningSystem> => {
  const home = mkdtempSync(join(tmpdir(), "tradetower-"))
  const system = await startProcess(server, home, ["--simulate", "--demo", "--port", "0", ...args])
  const price = await pricesAt(system.origin)
  return {
    ...system,
    price,
    stop: async () => {
      await system.stop()
      for (const folder of [home, `${home}-config`]) rmSync(folder, { recursive: true, force: true })
    }
  }
}
