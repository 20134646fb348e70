import { setTimeout as sleep } from "node:timers/promises"
import { dca, gridAround, startBot } from "../system/bots.ts"
import { signIn, type Trader, until } from "../system/trader.ts"
import { atMost } from "./figure.ts"
import { report } from "./report.ts"
import { type ShiftedProcess, startShifted, type Told } from "./shifted-process.ts"

/**
 * The whole product at sixty times the speed, 24 bots, and a computer whose clocks jump: the wall's alone, as when Linux
 * slept or somebody set it; both, as when other systems slept; and a process that is stopped for a while. After each the
 * longest that its event loop stood still, the longest answer from outside, and the most memory it had.
 */
const HOUR = 3_600_000
const alone = (wall: number): Told => ({ wall, monotonic: 0 })
const both = (by: number): Told => ({ wall: by, monotonic: by })
/** What a busy machine alone does to the figures. */
const none = "no jump"
const jumps: ReadonlyArray<readonly [string, Told]> = [
  [none, alone(0)],
  ["wall 60 h ahead", alone(60 * HOUR)],
  ["both 60 h ahead", both(60 * HOUR)],
  ["wall 8 h ahead", alone(8 * HOUR)],
  ["both 8 h ahead", both(8 * HOUR)],
  ["wall an hour back", alone(-HOUR)],
  ["wall a day back", alone(-24 * HOUR)],
  ["wall a year ahead", alone(365 * 24 * HOUR)],
  ["both a year ahead", both(365 * 24 * HOUR)]
]
/** After each jump it is watched for so long, ms. */
const WATCHED = 8_000
const STOPPED = 20_000
/** That its event loop stood still then is what is done to it: the answers from outside count. */
const stopped = "stopped for 20 s"

interface Exchange {
  readonly markets: ReadonlyArray<{ readonly symbol: string; readonly lastPrice?: string }>
}

const enter = async (system: ShiftedProcess): Promise<void> => {
  const trader = await signIn(system.origin, "ada")
  const [exchange] = await until(
    "every market has a price",
    () => trader.get<ReadonlyArray<Exchange>>("/api/v1/exchanges"),
    ([first]) => first?.markets.every(({ lastPrice }) => lastPrice !== undefined) === true
  )
  const markets = exchange?.markets.filter(({ symbol }) => symbol.endsWith("-USD")) ?? []
  for (let i = 0; i < 12; i++) {
    const { lastPrice, symbol } = markets[i % markets.length] ?? { symbol: "BTC-USD" }
    await startBot(trader, `Grid ${i}`, gridAround(Number(lastPrice), 500, 0.4), symbol)
    await startBot(trader, `DCA ${i}`, dca(300), symbol)
  }
}

/** Asks without a pause for a while; answers the longest that one answer took, ms. */
const longestAnswer = async (trader: Trader): Promise<number> => {
  let longest = 0
  for (const end = performance.now() + WATCHED; performance.now() < end; await sleep(20)) {
    const since = performance.now()
    await trader.get("/api/v1/bots")
    longest = Math.max(longest, performance.now() - since)
  }
  return longest
}

interface Bot {
  readonly run?: { readonly summary: { readonly fills: number } }
}
const fillsOf = async (trader: Trader): Promise<number> =>
  (await trader.get<ReadonlyArray<Bot>>("/api/v1/bots")).reduce((sum, { run }) => sum + (run?.summary.fills ?? 0), 0)

const system = await startShifted(["--simulate", "--demo", "--speed", "60", "--port", "0"])
let worst = { name: "", longest: 0 }
let rss = 0
let quiet = 0
const watch = async (name: string, jump: () => Promise<unknown>) => {
  await jump()
  // A session may have ended with the jump.
  const trader = await signIn(system.origin, "ada")
  const before = await fillsOf(trader)
  const answer = await longestAnswer(trader)
  const heard = await system.tell(alone(0))
  rss = heard.rss
  const longest = Math.max(name === stopped ? 0 : heard.stall, answer)
  const line = `stall ${heard.stall.toFixed(0)} ms, answer ${answer.toFixed(0)} ms, peak ${rss.toFixed(0)} MB`
  console.log(`${name.padEnd(20)} ${line}, ${(await fillsOf(trader)) - before} fills`)
  if (name === none) quiet = longest
  else if (longest > worst.longest) worst = { name, longest }
  await until(
    "bots trade on",
    () => fillsOf(trader),
    (fills) => fills > before,
    60_000
  )
}
try {
  await enter(system)
  await sleep(5_000)
  for (const [name, told] of jumps) await watch(name, () => system.tell(told))
  await watch(stopped, async () => {
    system.process.kill("SIGSTOP")
    await sleep(STOPPED)
    system.process.kill("SIGCONT")
  })
} catch (cause) {
  console.error(system.output())
  throw cause
} finally {
  await system.stop()
}
report([
  atMost(
    "the clock jumps: longest stall",
    worst.longest,
    250,
    "ms",
    `${worst.name}; without any ${quiet.toFixed(0)} ms`
  ),
  atMost("the clock jumps: memory", rss, 450, "MB", "resident, at most")
])
