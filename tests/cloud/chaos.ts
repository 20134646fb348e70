import { setTimeout as sleep } from "node:timers/promises"
import { draw, random } from "@tradetower/domain/market"
import { numberOf, readCommandLine } from "../../infra/command-line.mjs"
import { compare } from "../chaos/compare.ts"
import { startExchange } from "../chaos/exchange-process.ts"
import { type Enter, meddle, startBots, stopEverything, stuckBots, tenants } from "../chaos/traders.ts"
import { asPrincipal } from "../system/trader.ts"
import { type PartName, partNames, startCloud } from "./cloud.ts"

/**
 * `npm run chaos:cloud -- --kills 10 --each 2 --seed 1 --trouble 0.05`: the distributed system with what plays Azure's services, each
 * part of it killed so often while bots trade at an exchange that lives on, and each kind of trouble with the services
 * coming to so many of what is asked of them; then compares what both know.
 */
const { values } = readCommandLine({
  help: `Kills each part of the distributed system while bots trade at an exchange that lives on, and compares what both know.

  npm run chaos:cloud -- --kills N     how often each part (10)
  npm run chaos:cloud -- --each N      bots of each kind that each of two traders has on each of three markets (2: 24 bots)
  npm run chaos:cloud -- --seed N      another order of events (1)
  npm run chaos:cloud -- --trouble R   each kind of trouble with the services comes to so many of what is asked, of one (0.05)`,
  options: {
    kills: { type: "string", default: "10" },
    each: { type: "string", default: "2" },
    seed: { type: "string", default: "1" },
    trouble: { type: "string", default: "0.05" }
  }
})
const trouble = numberOf("trouble", values.trouble, 0, 0.5)
const each = numberOf("each", values.each, 1, 10)
const kills = numberOf("kills", values.kills, 0, 100_000)
const seed = numberOf("seed", values.seed, 0, 4_294_967_295)
/** How long a part stays down at the most, ms. */
const DOWN = 3_000
/** How long a part lives at the most before it is killed again, ms. */
const LIFE = 6_000

const exchange = await startExchange(seed)
const cloud = await startCloud({
  instead: { execution: "tests/cloud/execution.ts" },
  // One tenant has subscriptions of its own, the other shares.
  env: { EXCHANGE: exchange.environment["EXCHANGE"] ?? "", OWN_SUBSCRIPTION_TENANTS: tenants[0] }
})
const enter: Enter = async (tenant) => asPrincipal(cloud.api, tenant)
const problems: Array<string> = []
const check = (when: string, wrong: ReadonlyArray<string>) => {
  console.log(`${when}: ${wrong.length === 0 ? "all is well" : `${wrong.length} problems`}`)
  problems.push(...wrong.map((problem) => `${when}: ${problem}`))
}

/** One part's deaths, beside those of the others. */
const dieOften = async (part: PartName, nth: number): Promise<void> => {
  const dice = random(seed + nth)
  for (let kill = 1; kill <= kills; kill++) {
    await sleep(draw(dice) % LIFE)
    await cloud.kill(part)
    const acted = await meddle(enter, dice)
    await sleep(draw(dice) % DOWN)
    await cloud.start(part)
    console.log(`${part.padEnd(11)} kill ${String(kill).padStart(3)}  ${acted}`)
  }
}

try {
  await startBots(enter, each)
  await exchange.goOn(true)
  cloud.setTrouble(trouble)
  await Promise.all(partNames.map((part, nth) => dieOften(part, nth)))
  if (kills === 0) await sleep(60_000)
  cloud.setTrouble(0)
  console.log("the services are well again")
  check("at the end", await compare(enter, exchange))
  check(
    "after the end",
    (await stuckBots(enter)).map((bot) => `trades no more: ${bot}`)
  )
  check("after the end", await stopEverything(enter))
  check("after everything was stopped", await compare(enter, exchange))
  for (const tenant of tenants) {
    const { fills, orders } = await exchange.book(tenant)
    if (fills.length === 0) problems.push(`${tenant}: nothing was traded`)
    console.log(`${tenant}: ${orders.length} orders and ${fills.length} trades at the exchange`)
  }
} finally {
  await cloud.stop()
  await exchange.stop()
}

for (const problem of problems) console.error(problem)
console.log(
  problems.length === 0
    ? `${kills} kills of each of ${partNames.join(", ")} (seed ${seed}): no order lost, none doubled, every ledger exact`
    : `${problems.length} problems; again with: npm run chaos:cloud -- --kills ${kills} --seed ${seed}`
)
process.exitCode = problems.length === 0 ? 0 : 1
