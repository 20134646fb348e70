import { standardTier } from "@tradetower/realtime"
import { INSTANCE_MB, type Load } from "./load.ts"
import { limits } from "./limits.ts"

/** What is set up at first. */
export const deployed = { storeUnits: 1_000, orderUnits: 1_000, functionsInstances: 40 }

/** Calls to Azure for each price that goes to screens: it is published, and its message settled. */
const CALLS_A_PRICE = 2

/** Something that lets no more bots in, and what moves it. */
export interface Wall {
  readonly what: string
  readonly asked: (load: Load) => number
  readonly most: number
  readonly unit: string
  readonly movedBy: string
}

export const walls: ReadonlyArray<Wall> = [
  {
    what: "Web PubSub Free: open pages; its messages make prices rarer than each 15 s before",
    asked: ({ screens }) => screens,
    most: limits.hubFreeConnections.value,
    unit: "pages",
    movedBy: "`webPubSubSku`"
  },
  {
    what: "Web PubSub Standard, one unit: a price each 5 s; with more they come more rarely",
    asked: ({ delivered }) => delivered / 1e6,
    most: limits.hubMessages.value / 1e6,
    unit: "million messages a day",
    movedBy: "`webPubSubUnits`"
  },
  {
    what: "Web PubSub Standard: its most units",
    asked: ({ hubUnits }) => hubUnits,
    most: limits.hubUnits.value,
    unit: "units",
    movedBy: "rarer prices: leave the units at 100; or Premium P2"
  },
  {
    what: "Cosmos DB: what the database may take",
    asked: ({ orderUnits, units }) => units - orderUnits,
    most: deployed.storeUnits,
    unit: "RU/s",
    movedBy: "`cosmos.sharedMaxRu`"
  },
  {
    what: "Cosmos DB: what the container Orders may take",
    asked: ({ orderUnits }) => orderUnits,
    most: deployed.orderUnits,
    unit: "RU/s",
    movedBy: "`cosmos.ordersMaxRu`"
  },
  {
    what: "Service Bus Standard: credits",
    asked: ({ credits }) => credits,
    most: limits.busCredits.value,
    unit: "a second",
    movedBy: "`serviceBusSku` (a new namespace)"
  },
  {
    what: "Service Bus Premium: one messaging unit",
    asked: ({ busMegabytes }) => busMegabytes,
    most: limits.busUnit.value,
    unit: "MB/s",
    movedBy: "messaging units"
  },
  {
    what: "Service Bus: sessions that functions hold of one topic",
    asked: ({ sessions }) => sessions,
    most: limits.busReceivers.value,
    unit: "sessions",
    movedBy: "`sessionIdleTimeout` in `api/host.json`: a second"
  },
  {
    what: "Functions: instances as set up",
    asked: ({ instances }) => instances,
    most: deployed.functionsInstances,
    unit: "instances",
    movedBy: "`functionsCapacity.maximumInstances`, up to 1,000"
  },
  {
    what: "Functions: memory of the region and subscription",
    asked: ({ instances }) => instances,
    most: limits.functionsMemory.value / INSTANCE_MB,
    unit: "instances",
    movedBy: "`functionsCapacity.memoryMB`: 512, or a support request"
  },
  {
    what: "realtime: telling one after the other of prices",
    asked: ({ markets }) =>
      (markets / (standardTier.priceEveryMs / 1_000)) * CALLS_A_PRICE * (limits.storeLatency.value / 1_000),
    most: 1,
    unit: "s a second",
    movedBy: "`enableEventHubs`"
  },
  {
    what: "realtime: following steps in one share",
    asked: ({ realtimeShares }) => realtimeShares,
    most: 1,
    unit: "share",
    movedBy: "`shares.realtime`"
  },
  {
    what: "execution: memory for sleeping bots in one share",
    asked: ({ executionShares }) => executionShares,
    most: 1,
    unit: "share",
    movedBy: "`shares.execution`"
  },
  {
    what: "Sockets to one broker from one machine, had every trader an account there",
    asked: ({ traders }) => traders,
    most: limits.outboundSockets.value,
    unit: "sockets",
    movedBy: "`shares.execution`, `enableNatGateway`"
  }
]

/** A wall, and the most bots before it. */
export interface Met extends Wall {
  readonly bots: number
}

/** Those walls that are met before so many bots, the first first. */
export const wallsBefore = (loadOf: (bots: number) => Load, most: number): ReadonlyArray<Met> =>
  walls
    .flatMap((wall): ReadonlyArray<Met> => {
      const fits = (bots: number) => wall.asked(loadOf(bots)) <= wall.most
      if (fits(most)) return []
      let [within, beyond] = [0, most]
      while (beyond - within > 1) {
        const between = Math.floor((within + beyond) / 2)
        if (fits(between)) within = between
        else beyond = between
      }
      return [{ ...wall, bots: within }]
    })
    .toSorted((a, b) => a.bots - b.bots)
