import { setTimeout as sleep } from "node:timers/promises"
import { Layer } from "effect"
import { FeedRates, paidFor } from "@tradetower/execution"
import { freeTier } from "@tradetower/realtime"
import { backlog } from "../system/backlog.ts"
import { gridAround, startBot } from "../system/bots.ts"
import { startOn } from "../system/in-process.ts"
import { bitcoin, pair } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"
import { onOffer } from "../system/on-offer.ts"
import { signIn, until } from "../system/trader.ts"
import { type Asked, between, counting, dearest, operationsOf, unitsOf } from "./counting.ts"
import { atMost } from "./figure.ts"
import { operations, SPARE_RECEIVERS } from "./published-costs.ts"
import { report } from "./report.ts"

/**
 * What the whole system asks of Cosmos DB, counted and charged by what plays it, and of the bus, counted at its port: five
 * markets with a price a second and one grid that waits, for a minute; then some fills of that grid, less what as long a
 * time without any costs. From both, a day of a hundred such bots with 200 fills each, as they trade on average.
 */
const SYMBOLS = [bitcoin, "ETH-USD", "SOL-USD", "XRP-USD", "ADA-USD"]
const PRICE = 60_000
const MINUTE_MS = 60_000
/** Each crosses one level of the grid. */
const MOVES = [0.9955, 0.9905, 0.9855, 0.9805]
const BOTS = 100
const FILLS_A_DAY = 200
const MINUTES_A_DAY = 1_440
const SECONDS_A_DAY = 86_400

const asked = await counting()
const market = manualMarket(SYMBOLS.map((symbol) => pair(symbol)))
const system = await startOn(market, {
  realtime: freeTier,
  platform: (embedded) =>
    Layer.provideMerge(asked.layer, embedded).pipe(
      Layer.merge(Layer.succeed(FeedRates, paidFor(freeTier.priceEveryMs)))
    )
})
let price = PRICE
const trade = () => {
  for (const symbol of SYMBOLS) market.trade(symbol, price.toFixed(2), Date.now())
}
const prices = setInterval(trade, 1_000)
const trader = await signIn(system.url, "ada")
await onOffer(trader, trade)
const bot = await startBot(trader, "Grid", gridAround(PRICE, 1_000))
interface Seen {
  readonly run?: { readonly summary: { readonly state: string; readonly fills: number } }
}
const look = () => trader.get<Seen>(`/api/v1/bots/${bot.id}`)
await until("the grid trades", look, ({ run }) => run?.summary.state === "ACTIVE")

/** Waits until all that follows from a step is done. */
const settled = async () => {
  await until(
    "everything is worked off",
    () => system.run(backlog),
    (waiting) => waiting === 0
  )
  await sleep(1_500)
}
await settled()
// The minute it began in closes, and with it what closes only once.
await sleep(75_000)

/** What is asked for in a minute while something goes on. */
const minuteOf = async (what: () => Promise<void>): Promise<Asked> => {
  const before = asked.asked()
  const over = sleep(MINUTE_MS)
  await what()
  await over
  return between(before, asked.asked())
}
const minute = await minuteOf(() => Promise.resolve())
clearInterval(prices)
await settled()
const quiet = await minuteOf(() => Promise.resolve())
const fills = async () => (await look()).run?.summary.fills ?? 0
const had = await fills()
const traded = await minuteOf(async () => {
  for (const move of MOVES) {
    price = PRICE * move
    trade()
    await sleep(14_000)
  }
})
const count = (await fills()) - had
const receivers = asked.receivers()
await system.stop()
await asked.stop()

/** What of a minute is a fill's own: not its prices, results and sweeps, and not what feeds cost without any. */
const isOfFills = (what: string) => !/^query | (Markets|MetricsSnapshots|Leases)$/.test(what)
const isFeed = (what: string) => what.startsWith("feed ")
const isOfSteps = (what: string) => isFeed(what) && /BotEvents|Orders/.test(what)
/** A busy machine looks less often: so much less in one minute than in the other. */
const pace =
  unitsOf(traded, (what) => isFeed(what) && !isOfSteps(what)) /
  unitsOf(quiet, (what) => isFeed(what) && !isOfSteps(what))
const fillUnits =
  (unitsOf(traded, (what) => isOfFills(what) && !isFeed(what)) +
    unitsOf(traded, isOfSteps) -
    pace * unitsOf(quiet, isOfSteps)) /
  count
const marketData = traded.messages.get("market-data") ?? 0
const fillOperations = (operationsOf(traded) - marketData) / count
/** How far feeds came is written down so often at the most, however many fills they tell of. */
const checkpoints = unitsOf(traded, (what) => what === "upsert Leases")

/** A bot's result each minute; once an hour it is read back from there and written once more. */
const { count: written, units } = minute.requests.get("upsert MetricsSnapshots") ?? { count: 1, units: 0 }
const result = units / written
const waiting = receivers * SPARE_RECEIVERS * operations.waitsAMinute
const minuteUnits = unitsOf(minute, (what) => !what.endsWith(" MetricsSnapshots")) + result
const minuteOperations = operationsOf(minute) + waiting
const dayUnits = MINUTES_A_DAY * (minuteUnits + (BOTS - 1) * result + checkpoints) + BOTS * FILLS_A_DAY * fillUnits
const dayOperations = MINUTES_A_DAY * minuteOperations + BOTS * FILLS_A_DAY * fillOperations
report([
  atMost("idle minute, 5 markets, one bot: store", minuteUnits, 900, "RU", dearest(minute, 16)),
  atMost("... bus", minuteOperations, 150, "operations", `${receivers} receivers wait: ${waiting}`),
  atMost("one fill of a grid: store", fillUnits, 90, "RU", `${count} fills in a minute: ${dearest(traded, 20)}`),
  atMost("... and a minute of many: how far feeds came", checkpoints, 100, "RU"),
  atMost("... bus", fillOperations, 12, "operations"),
  atMost("a day of 100 bots: store, on average", dayUnits / SECONDS_A_DAY, 60, "RU/s"),
  atMost("... bus, a month of them", (dayOperations * 30) / 1e6, 13, "million operations", "13 million are included")
])
