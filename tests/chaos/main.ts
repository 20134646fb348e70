import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { draw, type Random, random } from "@tradetower/domain/market"
import { numberOf, readCommandLine } from "../../infra/command-line.mjs"
import { startProcess, type SystemProcess } from "../system/start.ts"
import { signIn } from "../system/trader.ts"
import { startAtAlpaca } from "./alpaca-process.ts"
import { startAtTastytrade } from "./tastytrade-process.ts"
import { startCoinbase } from "./coinbase-process.ts"
import { compare } from "./compare.ts"
import { type ExchangeProcess, startExchange } from "./exchange-process.ts"
import { startAtGateways } from "./gateway-process.ts"
import { startAtIbkr } from "./ibkr-process.ts"
import { type Death, deathsOf } from "./kill-plan.ts"
import { type Enter, meddle, startBots, stopEverything, stuckBots, tenants } from "./traders.ts"

/**
 * `npm run chaos -- --kills 200 --seed 1`: kills the system while bots trade at an exchange that lives on, starts it
 * again, and compares in the end (and every 25 kills) what both know. The same seed kills at the same moments.
 */
const { values } = readCommandLine({
  help: `Kills the system while bots trade at an exchange that lives on, and compares what both know.

  npm run chaos -- --kills N   how often (200 unless said otherwise)
  npm run chaos -- --seed N    another order of events (1)
  npm run chaos -- --broker X  at a broker's own protocol, behind the adapter: coinbase, alpaca, ibkr, ibkr-gateway, tastytrade
  npm run chaos -- --keep      leaves the data folder there`,
  options: {
    kills: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    broker: { type: "string", default: "ours" },
    keep: { type: "boolean" }
  }
})
const kills = numberOf("kills", values.kills, 0, 100_000)
const seed = numberOf("seed", values.seed, 0, 4_294_967_295)
/** Where bots trade, by the name that is given. */
const brokers: Readonly<Record<string, (seed: number) => Promise<ExchangeProcess>>> = {
  ours: startExchange,
  coinbase: (of) => startCoinbase(of),
  alpaca: startAtAlpaca,
  ibkr: startAtIbkr,
  "ibkr-gateway": startAtGateways,
  tastytrade: startAtTastytrade
}
const start = brokers[values.broker]
if (start === undefined)
  throw new Error(`${values.broker} is no broker here: name one of ${Object.keys(brokers).join(", ")}`)
/** A life that does not end by itself is ended after this long, ms. */
const LONGEST = 2_500
const AUDIT_EVERY = 25

/** As deep in the tree as `infra/local/dist`. */
const bundle = "tests/chaos/dist"

const live = (home: string, exchange: ExchangeProcess, death?: Death): Promise<SystemProcess> =>
  startProcess(`${bundle}/main.mjs`, home, [], {
    ...exchange.environment,
    ...(death !== undefined && { DEATH: JSON.stringify(death) })
  })

const at =
  (origin: string): Enter =>
  (tenant) =>
    signIn(origin, tenant)

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
  const acted = meddle(at(system.origin), dice)
  await Promise.race([dead, sleep(limit, undefined, { ref: false })])
  system.process.kill("SIGKILL")
  await dead
  return acted
}

// It is started so often that it pays to put it together first, as `npm start` does.
execFileSync(process.execPath, [
  join(import.meta.dirname, "../../infra/local/bundle-server.mjs"),
  "tests/chaos/system.ts",
  bundle
])
const home = mkdtempSync(join(tmpdir(), "tradetower-chaos-"))
const exchange = await start(seed)
const problems: Array<string> = []
const dice = random(seed + 1)
const check = async (what: string, wrong: ReadonlyArray<string>) => {
  problems.push(...wrong.map((problem) => `${what}: ${problem}`))
}

try {
  const first = await live(home, exchange)
  await (exchange.startBots?.(at(first.origin)) ?? startBots(at(first.origin), 1, exchange))
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
      await check(`after kill ${number}`, await compare(at(system.origin), exchange))
      await system.stop()
      if (problems.length > 0) break
    }
  }

  const last = await live(home, exchange)
  await check("at the end", await compare(at(last.origin), exchange))
  await check(
    "after the end",
    (await stuckBots(at(last.origin))).map((bot) => `trades no more: ${bot}`)
  )
  await check("after the end", await stopEverything(at(last.origin)))
  await check("after everything was stopped", await compare(at(last.origin), exchange))
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
    : `${problems.length} problems; again with: npm run chaos -- --broker ${values.broker} --kills ${kills} --seed ${seed} --keep`
)
process.exitCode = problems.length === 0 ? 0 : 1
