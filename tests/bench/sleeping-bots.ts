import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { Effect } from "effect"
import { memoryFlags } from "../../infra/local/memory-flags.mjs"
import type { TermsName } from "@tradetower/domain/terms"
import { BotRuns, everyTenant, queryAll } from "@tradetower/platform"
import { startOn } from "../system/in-process.ts"
import { until } from "../system/trader.ts"
import { backlog } from "../system/backlog.ts"
import { enlist } from "./enlist.ts"
import type { Figure } from "./figure.ts"
import { report } from "./report.ts"
import { entersOnce } from "./settings.ts"
import { market, symbols, ticking } from "./sleeping-market.ts"

const root = resolve(import.meta.dirname, "..", "..")

/**
 * 10,000 bots that wait for a price far away, on 100 symbols of which 1,000 ticks a second come in; first those of 100
 * tenants, then of 25 who have four accounts each. They are made by one process; another, started on the same folder, is
 * measured, from 10 s after its start on.
 */
interface Crowd {
  readonly name: string
  readonly tenants: number
  readonly botsEach: number
  readonly rules: ReadonlyArray<TermsName>
}
const crowds: ReadonlyArray<Crowd> = [
  { name: "10,000 sleeping bots", tenants: 100, botsEach: 100, rules: [] },
  {
    name: "10,000 sleeping bots, four accounts a tenant",
    tenants: 25,
    botsEach: 400,
    rules: ["alpaca", "coinbase", "ibkr"]
  }
]
/** Put together as `npm start` puts the server together. */
const FOLDER = "tests/bench/dist"

const asleep = Effect.map(
  queryAll(BotRuns, everyTenant("sleeping bots are counted"), { where: { live: true } }),
  (runs) => runs.filter(({ state }) => state === "WAITING").length
)

const make = async (folder: string, { tenants, botsEach, rules }: Crowd) => {
  const system = await startOn(market, { base: folder })
  const stop = ticking(200)
  await sleep(2_000)
  const settings = entersOnce({ _tag: "PRICE_CHANGE", percent: "-50" })
  await system.run(enlist(tenants, botsEach, settings, symbols, rules))
  await until(
    "every bot sleeps",
    () => system.run(backlog),
    (waiting) => waiting === 0,
    240_000
  )
  await until(
    "every bot is seen to sleep",
    // It reads them all, which would hold up what is waited for if it were asked for at once again.
    () => sleep(1_000).then(() => system.run(asleep)),
    (count) => count === tenants * botsEach,
    240_000
  )
  await sleep(3_000)
  stop()
  await system.stop()
}

/** Makes a crowd and has another process measure it. */
const figuresOf = async (crowd: Crowd): Promise<ReadonlyArray<Figure>> => {
  const folder = mkdtempSync(join(tmpdir(), "tradetower-bench-"))
  const answer = join(folder, "figures.json")
  try {
    await make(folder, crowd)
    const { status } = spawnSync(
      process.execPath,
      [...memoryFlags, join(root, FOLDER, "main.mjs"), answer, folder, crowd.name],
      { stdio: ["ignore", "inherit", "inherit"] }
    )
    if (status !== 0) throw new Error(`${crowd.name}: measuring ended with ${status}`)
    return JSON.parse(readFileSync(answer, "utf8")) as ReadonlyArray<Figure>
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

// What tests keep on Azure is loaded there alone: so it lies in files of its own.
execFileSync(process.execPath, [
  join(root, "infra/local/bundle-server.mjs"),
  "--split",
  "tests/bench/sleeping-process.ts",
  FOLDER
])
const figures: Array<Figure> = []
for (const crowd of crowds) figures.push(...(await figuresOf(crowd)))
report(figures)
