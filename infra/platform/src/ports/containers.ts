/** What the catalogue says of a container. */
interface Entry {
  /** The paths that partition it, first to last. */
  readonly partitionKey: readonly [string, ...ReadonlyArray<string>]
  /** Top-level fields that a query may name. */
  readonly indexed: ReadonlyArray<string>
  /** It has throughput of its own on Azure. */
  readonly ownThroughput?: true
  /** How long a document stays after its last write, s, unless it says otherwise itself; -1: until it is removed. */
  readonly ttl: number
  /** Whether a tenant gets what is theirs of it when they ask for all their data; in words why not. */
  readonly exported: true | string
  /** It grows with every order or minute: its documents are packed. */
  readonly growing?: true
  /** Its documents follow from what others record: followers of one feed write them for every tenant. */
  readonly derived?: true
  /** What bounds one document of it, however much it is used. */
  readonly largest: { readonly kilobytes: number; readonly because: string }
}

const days = (count: number) => count * 86_400
/** Seven years. */
const YEARS = days(2557)
const UNTIL_REMOVED = -1

/** How long a document of a container stays after its last write when it doesn't say so itself, s. */
export const retentionOf = ({ ttl }: Pick<Entry, "ttl">): number | undefined =>
  ttl === UNTIL_REMOVED ? undefined : ttl

/**
 * What the service has to index of a container's documents: what a query may name, and what partitions them, without which
 * a query of all that one tenant has looks at everybody's.
 */
export const indexesOf = ({
  indexed,
  partitionKey
}: Pick<Entry, "indexed" | "partitionKey">): ReadonlyArray<string> => [...new Set([...partitionKey, ...indexed])]

/**
 * Every container: its key, what may be asked for, how long it is kept and whether a tenant's export has it. The types of
 * keys follow from it, and so does `infra/resources/containers.json`, which what sets Azure up reads.
 */
const containers = {
  Users: {
    exported: true,
    partitionKey: ["tenantId"],
    indexed: [],
    ttl: UNTIL_REMOVED,
    largest: { kilobytes: 1024, because: "as many runs as a kill switch lists, 2,000" }
  },
  Connections: {
    exported: true,
    partitionKey: ["tenantId"],
    indexed: [],
    ttl: UNTIL_REMOVED,
    largest: { kilobytes: 4, because: "what a trader set up of one account" }
  },
  Accounts: {
    exported: true,
    partitionKey: ["tenantId"],
    indexed: [],
    ttl: UNTIL_REMOVED,
    largest: { kilobytes: 64, because: "the assets that a venue's markets have" }
  },
  BotDefinitions: {
    exported: true,
    partitionKey: ["tenantId"],
    indexed: ["createdAt", "connection", "symbol"],
    ttl: UNTIL_REMOVED,
    largest: { kilobytes: 64, because: "one bot's settings" }
  },
  BotRuns: {
    exported: true,
    partitionKey: ["tenantId", "botDefinitionId"],
    indexed: ["state", "live", "kept", "startedAt"],
    ttl: UNTIL_REMOVED,
    derived: true,
    largest: { kilobytes: 16, because: "one summary" }
  },
  BotEvents: {
    exported: true,
    partitionKey: ["tenantId", "botRunId"],
    indexed: ["seq", "kind"],
    ttl: YEARS,
    growing: true,
    largest: {
      kilobytes: 2048,
      because:
        "a step asks for as many orders as a market allows open; a snapshot holds those, 200 trades of each, and what waits in the grid"
    }
  },
  Orders: {
    exported: true,
    partitionKey: ["tenantId", "botRunId"],
    indexed: ["status", "open", "connection", "createdAt"],
    ownThroughput: true,
    ttl: YEARS,
    growing: true,
    largest: { kilobytes: 64, because: "200 trades are named" }
  },
  OrderTrades: {
    exported: true,
    partitionKey: ["tenantId", "botRunId"],
    indexed: [],
    ttl: YEARS,
    largest: { kilobytes: 4, because: "one trade" }
  },
  Positions: {
    exported: true,
    partitionKey: ["tenantId", "botRunId"],
    indexed: ["symbol"],
    ttl: YEARS,
    derived: true,
    largest: { kilobytes: 4, because: "one position" }
  },
  SignalEvents: {
    exported: true,
    partitionKey: ["tenantId", "botRunId"],
    indexed: ["receivedAt", "botDefinitionId"],
    ttl: days(90),
    largest: { kilobytes: 8, because: "one alert, of 16 KB at the most, without its text" }
  },
  Ledger: {
    exported: true,
    partitionKey: ["tenantId", "part"],
    indexed: ["botDefinitionId", "botRunId", "connection", "environment", "strategy", "symbol"],
    ttl: YEARS,
    growing: true,
    derived: true,
    largest: { kilobytes: 8, because: "one entry, or where one run's books stand" }
  },
  BotStateTransitions: {
    exported: true,
    partitionKey: ["tenantId", "botRunId"],
    indexed: ["at"],
    ttl: YEARS,
    derived: true,
    largest: { kilobytes: 8, because: "one change" }
  },
  AuditEvents: {
    exported: true,
    partitionKey: ["tenantId"],
    indexed: ["at", "action"],
    ttl: YEARS,
    derived: true,
    largest: { kilobytes: 8, because: "one sentence" }
  },
  Notifications: {
    exported: true,
    partitionKey: ["tenantId"],
    indexed: ["at", "read"],
    ttl: days(90),
    largest: { kilobytes: 8, because: "one sentence" }
  },
  AlertChannels: {
    exported: true,
    partitionKey: ["tenantId"],
    indexed: [],
    ttl: UNTIL_REMOVED,
    largest: { kilobytes: 64, because: "what one channel tells of each of 200 bots" }
  },
  AlertQueues: {
    exported: "Alerts that just go out to your channels: they are among your notifications, or fills of your orders.",
    partitionKey: ["tenantId"],
    indexed: [],
    ttl: days(7),
    largest: { kilobytes: 64, because: "20 sentences, and the names of the latest 200" }
  },
  MetricsSnapshots: {
    exported: true,
    partitionKey: ["tenantId", "botRunId"],
    indexed: ["tier", "at"],
    ttl: UNTIL_REMOVED,
    growing: true,
    derived: true,
    largest: { kilobytes: 4, because: "one interval" }
  },
  RiskMarks: {
    exported: true,
    partitionKey: ["tenantId"],
    indexed: [],
    ttl: UNTIL_REMOVED,
    derived: true,
    largest: { kilobytes: 4, because: "one result" }
  },
  FailedMessages: {
    exported: true,
    partitionKey: ["tenantId"],
    indexed: ["failedAt", "topic"],
    ttl: days(30),
    largest: { kilobytes: 512, because: "one message, of 256 KB at the most" }
  },
  WebhookGuards: {
    exported:
      "Names of alerts and links that were used in the last days, and what starts claim until their bots show it, a moment later.",
    partitionKey: ["tenantId"],
    indexed: ["at"],
    ttl: UNTIL_REMOVED,
    largest: { kilobytes: 512, because: "what one trader starts in five minutes and no bot shows" }
  },
  PaperAccounts: {
    exported: true,
    partitionKey: ["tenantId"],
    indexed: [],
    ttl: UNTIL_REMOVED,
    largest: { kilobytes: 512, because: "128 K characters of rows, or one row" }
  },
  Backtests: {
    exported: true,
    partitionKey: ["tenantId"],
    indexed: ["kind", "state", "createdAt"],
    ttl: UNTIL_REMOVED,
    largest: { kilobytes: 128, because: "one request; results are blobs" }
  },
  CandleSets: {
    exported: true,
    partitionKey: ["archive"],
    indexed: [],
    ttl: UNTIL_REMOVED,
    largest: { kilobytes: 4, because: "one series" }
  },
  Markets: {
    exported: "What is on offer, the same for everyone.",
    partitionKey: ["venue"],
    indexed: ["followed"],
    ttl: UNTIL_REMOVED,
    largest: { kilobytes: 8, because: "one instrument" }
  },
  Follows: {
    exported: "Which pairs your open pages need prices of just now; gone minutes later.",
    partitionKey: ["tenantId"],
    indexed: [],
    ttl: days(1),
    largest: { kilobytes: 1, because: "one pair" }
  },
  Leases: {
    exported: "Who works on what just now, and what can be connected: the system's own.",
    partitionKey: ["id"],
    indexed: [],
    ttl: UNTIL_REMOVED,
    largest: { kilobytes: 64, because: "up to 200 items that are shared, and who has them" }
  }
} as const satisfies Readonly<Record<string, Entry>>

export type Containers = typeof containers
export type ContainerName = keyof Containers

/** The same, for whoever asks about a container by its name. */
export const catalogue: Readonly<Record<ContainerName, Entry>> = containers
