import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { atMost, type Figure, quantile } from "./figure.ts"
import { report } from "./report.ts"

/**
 * What a cold process takes until it has loaded the adapters of every port on Azure and the SDK of the store, and until it
 * has all SDKs: bundled and split as functions are, the median of seven. The processor's time counts; the clock's, beside
 * it, is also of whatever else the machine does.
 */
const TIMES = 7
const root = join(import.meta.dirname, "../..")
const FOLDER = "tests/bench/dist/azure-import"

execFileSync(process.execPath, [
  join(root, "infra/local/bundle-server.mjs"),
  "tests/bench/azure-sdks.ts",
  FOLDER,
  "--split"
])

const loading = `
const [main, which] = process.argv.slice(1)
const [began, used] = [performance.now(), process.cpuUsage()]
const { sdks } = await import(main)
await sdks[which]()
const { system, user } = process.cpuUsage(used)
process.stdout.write(JSON.stringify({ wall: performance.now() - began, cpu: (user + system) / 1_000 }))
process.exit()`

const load = (which: "store" | "all") =>
  JSON.parse(
    execFileSync(
      process.execPath,
      ["--input-type=module", "--eval", loading, "--", join(root, FOLDER, "main.mjs"), which],
      // What measures has conditions of its own for finding modules; what is measured has not.
      { encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } }
    )
  ) as { readonly wall: number; readonly cpu: number }

const figure = (name: string, which: "store" | "all", target: number): Figure => {
  const all = Array.from({ length: TIMES }, () => load(which))
  const cpu = all.map((one) => one.cpu)
  const wall = all.map((one) => one.wall)
  const byTheClock = `by the clock ${Math.round(quantile(wall, 0.5))} ms, ${Math.round(Math.min(...wall))} at the least`
  return atMost(name, quantile(cpu, 0.5), target, "ms CPU", byTheClock)
}

// What the system reads from its disk the first time is in memory from then on.
load("all")
report([
  figure("import of Azure's adapters and the store's SDK", "store", 100),
  figure("import of Azure's adapters and all SDKs", "all", 250)
])
