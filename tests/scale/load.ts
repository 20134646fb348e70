import host from "../../api/host.json" with { type: "json" }
import { standardTier, TENANTS_AT_ONCE } from "@tradetower/realtime"
import { limits } from "./limits.ts"
import type { AzureUsage } from "./usage.ts"

/** What is taken of bots and traders, where nothing tells it. */
export const assumed = {
  fillsADay: 200,
  botsATrader: 5,
  /** Bots of one market, and the most markets. */
  botsAMarket: 20,
  markets: 400,
  /** Of ten traders one has a page open, with the prices of so many markets on it. */
  tradersAScreen: 10,
  marketsAScreen: 5,
  /** The busiest second of all against the average one, as when a price falls; and the busiest of an ordinary hour. */
  busiest: 10,
  busiestOfAnHour: 3
}

const DAY = 86_400
const MINUTES_A_DAY = 1_440
const DAYS_A_MONTH = 730 / 24
const KB_A_GIGABYTE = 1_024 ** 2
const seconds = (text: string): number => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0)
const { maxConcurrentSessions, sessionIdleTimeout } = host.extensions.serviceBus
/** A bot's session stays with its function for so long after its last message, s. */
const sessionSeconds = seconds(sessionIdleTimeout)
/** How often a change feed is looked at while changes come (STORE-18). */
const MOST_LOOKS_A_SECOND = 20
/** What a function's instance has, MB. */
export const INSTANCE_MB = 2_048
/** Calls to Azure for each fill, beside those that tell of it. */
const CALLS_A_FILL = 2
/** Sleeping bots that half a GiB has room for: 10,000 take 251 MB (docs/figures.md). */
const BOTS_A_PROCESS = 20_000

/** What so many bots ask of each service; a second's figures are those of the busiest one where they don't say otherwise. */
export interface Load {
  readonly bots: number
  readonly traders: number
  readonly markets: number
  readonly screens: number
  readonly averageUnits: number
  readonly units: number
  /** Of them what the container of orders takes, which has its own. */
  readonly orderUnits: number
  /** What is kept after a year, GB. */
  readonly stored: number
  readonly partitions: number
  /** A month's. */
  readonly operations: number
  readonly credits: number
  readonly busMegabytes: number
  /** Bots whose session a function holds at once, and the instances that hold them. */
  readonly sessions: number
  readonly instances: number
  /** Runs of functions a month, and instances at work in an average second. */
  readonly runs: number
  readonly averageInstances: number
  /** Messages to screens a day, with a price as often as the Standard tier lets pass. */
  readonly delivered: number
  readonly hubUnits: number
  readonly realtimeShares: number
  readonly executionShares: number
}

const up = (value: number): number => Math.max(1, Math.ceil(value))

/** The load of so many bots. */
export const loadOf = (usage: AzureUsage, bots: number): Load => {
  const { fill, idle } = usage
  const traders = up(bots / assumed.botsATrader)
  const markets = Math.min(assumed.markets, Math.max(idle.markets, Math.ceil(bots / assumed.botsAMarket)))
  const screens = up(traders / assumed.tradersAScreen)
  const fills = (bots * assumed.fillsADay) / DAY
  const busyFills = fills * assumed.busiest

  const realtimeShares = up(
    (busyFills * (fill.steps + CALLS_A_FILL) * limits.storeLatency.value) / 1_000 / TENANTS_AT_ONCE
  )
  const executionShares = up(bots / BOTS_A_PROCESS)

  // What the parts ask whatever happens, what each market does, and each bot; half of the feeds are realtime's.
  const shares = (realtimeShares + executionShares) / 2
  const whatever = idle.units + idle.placeUnits - idle.priceUnits - idle.resultUnits
  const steady = (shares * whatever + (markets / idle.markets) * idle.priceUnits + bots * idle.resultUnits) / 60
  const operationsOfPrices = ((markets / idle.markets) * idle.priceMessages * (1 + 2 * realtimeShares)) / 60
  const operationsASecond = operationsOfPrices + (shares * idle.receiverOperations) / 60 + fills * fill.operations

  const unitsOf = (fillsASecond: number): number =>
    steady +
    fillsASecond * (fill.units - fill.lookUnits) +
    Math.min(fillsASecond * fill.lookUnits, shares * idle.feeds * MOST_LOOKS_A_SECOND)
  const orderUnits = busyFills * fill.orderUnits
  const units = unitsOf(busyFills)
  // Results by the minute are kept for a day.
  const stored =
    (bots * (idle.resultKilobytes * MINUTES_A_DAY + 365 * assumed.fillsADay * fill.keptKilobytes)) / KB_A_GIGABYTE

  // A send, a receive, and each filter that looks at what is sent: one for every share that has a subscription.
  const creditsOfPrices = ((markets / idle.markets) * idle.priceMessages * (1 + realtimeShares)) / 60
  const creditsOfFills = busyFills * (fill.messages * 2 + fill.wakes + (fill.messages - fill.wakes) * executionShares)

  const sessions = busyFills * sessionSeconds
  const pricesADay = (DAY * 1_000) / standardTier.priceEveryMs
  const heard = fill.published * bots * assumed.fillsADay
  const delivered = screens * assumed.marketsAScreen * pricesADay + heard / assumed.tradersAScreen

  return {
    bots,
    traders,
    markets,
    screens,
    averageUnits: unitsOf(fills),
    units,
    orderUnits,
    stored,
    partitions: up(Math.max(units / limits.partitionThroughput.value, stored / limits.partitionStorage.value)),
    operations: operationsASecond * DAY * DAYS_A_MONTH,
    credits: creditsOfPrices + creditsOfFills,
    busMegabytes: (busyFills * fill.messageKilobytes * 2) / 1_024,
    sessions,
    instances: up(sessions / maxConcurrentSessions),
    runs: fills * fill.wakes * DAY * DAYS_A_MONTH,
    // Runs of one second each, as they are charged, side by side on as few instances as hold them.
    averageInstances: Math.max(1 - Math.exp(-fills * fill.wakes), (fills * sessionSeconds) / maxConcurrentSessions),
    delivered,
    hubUnits: up(Math.max(screens / limits.hubConnections.value, delivered / limits.hubMessages.value)),
    realtimeShares,
    executionShares
  }
}
