import { execFileSync } from "node:child_process"
import { resolve } from "node:path"
import { freePort } from "../system/free-port.ts"
import { until } from "../system/trader.ts"
import { run, type Running } from "./process.ts"

const root = resolve(import.meta.dirname, "../..")

/** What runs on Azure, each a process of its own. */
export const partNames = ["functions", "execution", "realtime", "simulations"] as const
export type PartName = (typeof partNames)[number]

export interface CloudOptions {
  /** A module that is bundled in place of a part's own: with a test's exchange, say. */
  readonly instead?: Partial<Record<PartName, string>>
  readonly env?: Readonly<Record<string, string>>
  /** What somebody else starts. */
  readonly without?: ReadonlyArray<PartName>
}

/** The distributed system on this machine: what plays Azure's services, and the parts, each in a process of its own. */
export interface Cloud {
  /** Where the functions answer, without any gateway before them. */
  readonly api: string
  /** What every part is told. */
  readonly environment: Readonly<Record<string, string>>
  readonly parts: Map<PartName, Running>
  /** What plays Azure's services. */
  readonly services: Running
  /** Starts a part that is not running, and waits until it is ready. */
  readonly start: (name: PartName) => Promise<void>
  /** Kills a part as a machine that fails does. */
  readonly kill: (name: PartName) => Promise<void>
  /** From now on each kind of trouble with the services comes to so many of what is asked of them, of one. */
  readonly setTrouble: (rate: number) => void
  readonly stop: () => Promise<void>
}

/** Puts a part into a folder, as it is deployed, or a test's module in place of it; answers with the file to run. */
const bundle = (name: PartName, instead: string | undefined): string => {
  const node = (...args: ReadonlyArray<string>) => execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" })
  if (instead === undefined) return node("infra/cloud/build.mjs", name === "functions" ? "functions-here" : name).trim()
  const into = `tests/cloud/dist/${name}`
  node("infra/local/bundle-server.mjs", instead, into, "--split")
  return `${into}/main.mjs`
}

const readEnvironment = (line: string): Readonly<Record<string, string>> | undefined =>
  line.startsWith("{") ? (JSON.parse(line) as Readonly<Record<string, string>>) : undefined

const isReady = async (health: string): Promise<boolean> => {
  try {
    return (await fetch(`${health}/ready`)).ok
  } catch {
    return false
  }
}

export const startCloud = async ({ env = {}, instead = {}, without = [] }: CloudOptions = {}): Promise<Cloud> => {
  const services = run("tests/standins/azure/main.ts", env)
  const files = Object.fromEntries(partNames.map((name) => [name, bundle(name, instead[name])])) as Record<
    PartName,
    string
  >
  const api = await freePort()
  const environment = { ...(await services.says(readEnvironment)), ...env, FUNCTIONS_PORT: String(api) }
  const parts = new Map<PartName, Running>()
  const start: Cloud["start"] = async (name) => {
    const port = await freePort()
    const part = run(files[name], { ...environment, PORT: String(port) })
    parts.set(name, part)
    const look = () => isReady(`http://127.0.0.1:${port}`)
    await Promise.race([
      until(`${name} is ready`, look, (ready) => ready),
      part.ended.then(() => Promise.reject(new Error(`${name} ended:\n${part.output()}`)))
    ])
  }
  await Promise.all(partNames.filter((name) => !without.includes(name)).map((name) => start(name)))
  return {
    api: `http://127.0.0.1:${api}`,
    environment,
    parts,
    services,
    start,
    kill: async (name) => {
      const part = parts.get(name)
      part?.child.kill("SIGKILL")
      await part?.ended
    },
    setTrouble: (rate) => services.tell(String(rate)),
    stop: async () => {
      await Promise.all([...parts.values()].map((part) => part.stop()))
      await services.stop()
    }
  }
}
