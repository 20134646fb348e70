import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { parseArgs } from "node:util"
import { draw, type Random, random } from "@tradetower/domain/market"
import { startProcess, type SystemProcess } from "../system/start.ts"
import { signIn } from "../system/trader.ts"
import { audit, type OurRecords } from "./audit.ts"
import { type ExchangeProcess, startExchange } from "./exchange-process.ts"
import { type Death, deathsOf } from "./kill-plan.ts"
import { meddle, startBots, stopEverything, stuckBots, tenants } from "./traders.ts"

/**
 * `npm run chaos -- --kills 200 --seed 1`: kills the system while bots trade at an exchange that lives on, starts it
 * again, and compares in the end (and every 25 kills) what both know. The same seed kills at the same moments.
 */
const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    keep: { type: "boolean" }
  }
})
const kills = Number(values.kills)
const seed = Number(values.seed)
/** A life that does not end by itself is ended after this long, ms. */
const LONGEST = 2_500
const AUDIT_EVERY = 25
/** How long the system may take to agree with the exchange once the market rests, ms. */
const PATIENCE = 180_000

/** As deep in the tree as `infra/local/dist`. */
const bundle = "tests/chaos/dist"

const live = (home: string, exchange: ExchangeProcess, death?: Death): Promise<SystemProcess> =>
  startProcess(`${bundle}/main.mjs`, home, [], {
    EXCHANGE: exchange.url,
    ...(death !== undefined && { DEATH: JSON.stringify(death) })
  })

const ended = (system: SystemProcess): Promise<void> =>
  system.process.signalCode !== null || system.process.exitCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => system.process.once("exit", () => resolve()))

/** One life of the system, from its start to its kill; what traders did in it. */
const oneLife = async (home: string, exchange: ExchangeProcess, death: Death, dice: Random): Promise<string> => {
  let system: SystemProcess
  try {
    system = await live(home, exchange, death)
  } catch (error) {
    if (error instanceof Error && error.message.includes("SIGKILL")) return "died starting"
    throw error
  }
  const dead = ended(system)
  const limit = death.by === "CLOCK" ? death.after : LONGEST
  const acted = meddle(system.origin, dice)
  await Promise.race([dead, sleep(limit, undefined, { ref: false })])
  system.process.kill("SIGKILL")
  await dead
  return acted
}

/** Waits until the market's rest has settled everything, and answers what still doesn't agree. */
const compare = async (origin: string, exchange: ExchangeProcess): Promise<ReadonlyArray<string>> => {
  await exchange.rest()
  const deadline = Date.now() + PATIENCE
  for (;;) {
    const wrong: Array<string> = []
    for (const tenant of tenants) {
      const trader = await signIn(origin, tenant)
      wrong.push(...audit(tenant, await trader.get<OurRecords>("/api/v1/me/export"), await exchange.book(tenant)))
    }
    if (wrong.length === 0 || Date.now() > deadline) {
      await exchange.goOn(false)
      return wrong
    }
    await sleep(250)
  }
}

// It is started so often that it pays to put it together first, as `npm start` does.
execFileSync(process.execPath, [
  join(import.meta.dirname, "../../infra/local/bundle-server.mjs"),
  "tests/chaos/system.ts",
  bundle
])
const home = mkdtempSync(join(tmpdir(), "tradetower-chaos-"))
const exchange = await startExchange(seed)
const problems: Array<string> = []
const dice = random(seed + 1)
const check = async (what: string, wrong: ReadonlyArray<string>) => {
  problems.push(...wrong.map((problem) => `${what}: ${problem}`))
}

try {
  const first = await live(home, exchange)
  await startBots(first.origin)
  await sleep(1_000)
  first.process.kill("SIGKILL")
  await ended(first)

  for (const [index, death] of deathsOf(seed, kills).entries()) {
    await exchange.goOn(draw(dice) % 3 === 0)
    const acted = await oneLife(home, exchange, death, dice)
    const number = index + 1
    const how = death.by === "CLOCK" ? `${death.after} ms` : `${death.moment} ${death.by} ${death.nth}`
    console.log(`kill ${String(number).padStart(3)}  ${how.padEnd(20)}  ${acted}`)
    if (number % AUDIT_EVERY === 0 && number < kills) {
      const system = await live(home, exchange)
      await check(`after kill ${number}`, await compare(system.origin, exchange))
      await system.stop()
      if (problems.length > 0) break
    }
  }

  const last = await live(home, exchange)
  await check("at the end", await compare(last.origin, exchange))
  await check(
    "after the end",
    (await stuckBots(last.origin)).map((bot) => `trades no more: ${bot}`)
  )
  await check("after the end", await stopEverything(last.origin))
  await check("after everything was stopped", await compare(last.origin, exchange))
  for (const tenant of tenants) {
    const { fills, orders } = await exchange.book(tenant)
    console.log(`${tenant}: ${orders.length} orders and ${fills.length} trades at the exchange`)
  }
  await last.stop()
} finally {
  await exchange.stop()
  if (values.keep === true) console.log(`kept: ${home}`)
  else for (const folder of [home, `${home}-config`]) rmSync(folder, { recursive: true, force: true })
}

for (const problem of problems) console.error(problem)
console.log(
  problems.length === 0
    ? `${kills} kills (seed ${seed}): no order lost, none doubled, every ledger exact, every bot in a legal state`
    : `${problems.length} problems; again with: npm run chaos -- --kills ${kills} --seed ${seed} --keep`
)
process.exitCode = problems.length === 0 ? 0 : 1
