import { format } from "prettier"
import { costOf } from "./cost.ts"
import { brokers, type Limit, limits } from "./limits.ts"
import { assumed, type Load, loadOf } from "./load.ts"
import type { AzureUsage } from "./usage.ts"
import { deployed, type Met, wallsBefore } from "./walls.ts"

const TENS = [100, 1_000, 10_000, 100_000]
const SIZES = [100, 300, 1_000, 3_000, 10_000, 30_000, 100_000]

const rounded = (value: number): string => {
  const digits = value < 10 ? Number(value.toPrecision(2)) : Number(value.toPrecision(3))
  return digits.toLocaleString("en-US", { maximumFractionDigits: 2 })
}

const row = (cells: ReadonlyArray<string>): string => `| ${cells.join(" | ")} |`
const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>, numbers: boolean): string =>
  [row(head), row(head.map((_, column) => (numbers && column > 0 ? "--:" : "---"))), ...rows.map(row)].join("\n")

const sum = (parts: Readonly<Record<string, number>>): number =>
  Object.values(parts).reduce((total, part) => total + part, 0)

/** The first wall in each power of ten. */
const firstOf = (met: ReadonlyArray<Met>): ReadonlySet<Met> =>
  new Set(
    [...Map.groupBy(met, ({ bots }) => Math.floor(Math.log10(Math.max(1, bots)))).values()].flatMap((all) =>
      all.slice(0, 1)
    )
  )

const asked: ReadonlyArray<readonly [string, (load: Load) => number]> = [
  ["traders / open pages", () => NaN],
  ["markets that are followed", ({ markets }) => markets],
  ["store, on average, RU/s", ({ averageUnits }) => averageUnits],
  ["... in the busiest second", ({ units }) => units],
  ["... kept after a year, GB", ({ stored }) => stored],
  ["... feed ranges (partitions)", ({ partitions }) => partitions],
  ["bus, million operations a month", ({ operations }) => operations / 1e6],
  ["... credits in the busiest second", ({ credits }) => credits],
  ["sessions that functions hold", ({ sessions }) => sessions],
  ["functions' instances", ({ instances }) => instances],
  ["shares of `execution`, a process each at the most", ({ executionShares }) => executionShares],
  ["shares of `realtime`, a process each at the most", ({ realtimeShares }) => realtimeShares],
  ["Web PubSub units, a price each 5 s", ({ hubUnits }) => hubUnits]
]

const costs: ReadonlyArray<readonly [string, keyof ReturnType<typeof costOf>]> = [
  ["... site, gateway, network, alerts", "always"],
  ["... store", "store"],
  ["... bus", "bus"],
  ["... functions", "functions"],
  ["... `execution` and `realtime`", "processes"],
  ["... Web PubSub", "screens"]
]

const limitRow = ({ remembered, source, unit, value, what }: Limit): ReadonlyArray<string> => [
  what,
  `${value.toLocaleString("en-US")} ${unit}`,
  remembered === true ? `${source} (remembered)` : source
]

/** `docs/scale.md`, from what was measured. */
export const scalePage = (usage: AzureUsage): Promise<string> => {
  const of = (bots: number) => loadOf(usage, bots)
  const loads = SIZES.map(of)
  const met = wallsBefore(of, SIZES.at(-1) ?? 0)
  const first = firstOf(met)
  const head = ["bots", ...SIZES.map((size) => size.toLocaleString("en-US"))]
  const text = `<!-- Written by npm run scale: change tests/scale instead. -->

# How far it goes on Azure

Reckoned, not tried: what one bot, market and fill ask of Azure was measured (\`npm run bench -- --only cloud-cost\`) and
is multiplied here; limits and prices are those that are published. \`npm run scale\` writes this page anew.

Taken for granted: ${assumed.fillsADay} fills a day and bot, ${assumed.botsATrader} bots a trader, one market for ${assumed.botsAMarket} bots and ${assumed.markets} at the most, one
trader of ${assumed.tradersAScreen} with a page open that shows ${assumed.marketsAScreen} markets. The busiest second has ${assumed.busiest} times the fills of an average one, as
when a price falls; the busiest of an ordinary hour ${assumed.busiestOfAnHour} times. What people look at, logs, webhooks and backtests are not in
it, nor the closing of each bot's results of an hour.

## What so many bots ask

${table(
  head,
  [
    ...asked.map(([name, figure]) => [
      name,
      ...loads.map((load) =>
        name === "traders / open pages"
          ? `${load.traders.toLocaleString("en-US")} / ${load.screens.toLocaleString("en-US")}`
          : rounded(figure(load))
      )
    ]),
    ["**a month, USD**", ...loads.map((load) => `**${rounded(sum(costOf(load)))}**`)],
    ...costs.map(([name, part]) => [name, ...loads.map((load) => rounded(costOf(load)[part]))])
  ],
  true
)}

What is kept grows by as much every year: steps and orders stay for seven. A fill takes ${rounded(usage.fill.units)} RU and ${rounded(usage.fill.operations)} operations; ${usage.idle.feeds} change
feeds that wait ${rounded(usage.idle.feedUnits / 60)} RU/s, and as much again with every share more of both parts. Processes are counted by what is published and by memory: where \`execution\` or \`realtime\` has no CPU
left before, add shares and replicas.

## The walls

In the order in which they are met; the first of each power of ten is bold. At first the database and the container Orders
scale to ${deployed.storeUnits.toLocaleString("en-US")} RU/s each and the functions to ${deployed.functionsInstances} instances, with one replica of \`execution\` and \`realtime\`. What moves a wall is a parameter of \`infra/main.bicep\`, where no more is said.

${table(
  ["more bots than", "meet", "where it stands", "moved by"],
  met.map((wall) => {
    const cells = [rounded(wall.bots), wall.what, `${wall.most.toLocaleString("en-US")} ${wall.unit}`, wall.movedBy]
    return first.has(wall) ? cells.map((cell) => `**${cell}**`) : cells
  }),
  false
)}

All processes of a part are started with the same number of shares, and the bus's subscriptions set up for it; those of
the number before go on filling with nobody to read them, until they are deleted. There may be
more shares than processes: set once for what is to come, it leaves only replicas to be added.

## Brokers

What each lets pass as it says itself, and the sockets it would have from us had every trader an account there. Paper
accounts need none of it.

${table(
  [
    "broker",
    `sockets of ${TENS.map((size) => size.toLocaleString("en-US")).join(" / ")} bots`,
    "and for prices",
    "an address may",
    "an account may"
  ],
  brokers.map((one) => [
    one.broker,
    TENS.map((size) => (of(size).traders * one.socketsAnAccount).toLocaleString("en-US")).join(" / "),
    one.socketsForPrices,
    one.backInAMinute === undefined
      ? one.ofAnAddress
      : `${one.ofAnAddress}: after a takeover ${one.backInAMinute} accounts are back within a minute`,
    one.ofAnAccount
  ]),
  false
)}

An address more is a NAT gateway or an environment more for some of the replicas of \`execution\`.

## Limits

${table(["what", "limit", "published at"], Object.values(limits).map(limitRow), false)}
`
  return format(text, { parser: "markdown", printWidth: 120, proseWrap: "preserve" })
}
