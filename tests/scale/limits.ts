/** What a service or broker lets pass, and where that is published. */
export interface Limit {
  readonly what: string
  readonly value: number
  readonly unit: string
  readonly source: string
  /** Written down from memory: to be looked up before anyone relies on it. */
  readonly remembered?: true
}

const functionsPlan = "learn.microsoft.com/azure/azure-functions/flex-consumption-plan"
const busQuotas = "learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas"
const busThrottling = "learn.microsoft.com/azure/service-bus-messaging/service-bus-throttling"
const storeQuotas = "learn.microsoft.com/azure/cosmos-db/concepts-limits"
const hubUnits = "learn.microsoft.com/azure/azure-web-pubsub/concept-billing-model"
const outbound = "learn.microsoft.com/azure/load-balancer/load-balancer-outbound-connections"

/** Azure's limits as published: nothing else in the repository holds such a figure, but for what a request costs. */
export const limits = {
  partitionThroughput: {
    what: "Cosmos DB: throughput of a physical partition, and of a logical one",
    value: 10_000,
    unit: "RU/s",
    source: storeQuotas
  },
  partitionStorage: {
    what: "Cosmos DB: storage of a physical partition",
    value: 50,
    unit: "GB",
    source: "learn.microsoft.com/azure/cosmos-db/partitioning-overview"
  },
  logicalStorage: {
    what: "Cosmos DB: storage of one key: a run's events, or all of a trader's audit trail",
    value: 20,
    unit: "GB",
    source: storeQuotas
  },
  storeThroughput: {
    what: "Cosmos DB: throughput of a database or container without asking Microsoft",
    value: 1_000_000,
    unit: "RU/s",
    source: storeQuotas
  },
  storeLatency: {
    what: "Cosmos DB: a read or write of 1 KB, 99 of 100 within",
    value: 10,
    unit: "ms",
    source: "azure.microsoft.com/support/legal/sla/cosmos-db",
    remembered: true
  },
  busCredits: {
    what: "Service Bus Standard: a send, a receive and each filter of a topic that is sent to",
    value: 1_000,
    unit: "a second",
    source: busThrottling
  },
  busUnit: {
    what: "Service Bus Premium: one messaging unit, in and out, without sessions",
    value: 4,
    unit: "MB/s",
    source: "learn.microsoft.com/azure/service-bus-messaging/service-bus-performance-improvements"
  },
  busUnits: {
    what: "Service Bus Premium: messaging units of a namespace",
    value: 16,
    unit: "units",
    source: "learn.microsoft.com/azure/service-bus-messaging/service-bus-premium-messaging"
  },
  busReceivers: {
    what: "Service Bus: receivers of a topic's subscriptions together, one a session that is held",
    value: 5_000,
    unit: "at once",
    source: busThrottling
  },
  busSubscriptions: {
    what: "Service Bus: subscriptions of a topic, and as many SQL filters: the most shares",
    value: 2_000,
    unit: "subscriptions",
    source: busQuotas
  },
  functionsInstances: {
    what: "Functions Flex Consumption: instances of each function that isn't HTTP",
    value: 1_000,
    unit: "instances",
    source: functionsPlan
  },
  functionsMemory: {
    what: "Functions Flex Consumption: memory of a region and subscription without asking Microsoft",
    value: 512_000,
    unit: "MB",
    source: functionsPlan
  },
  hubFreeConnections: {
    what: "Web PubSub Free: connections",
    value: 20,
    unit: "screens",
    source: "azure.microsoft.com/pricing/details/web-pubsub"
  },
  hubConnections: {
    what: "Web PubSub Standard: connections of a unit",
    value: 1_000,
    unit: "screens",
    source: hubUnits
  },
  hubMessages: {
    what: "Web PubSub Standard: messages a day that a unit's price covers",
    value: 1_000_000,
    unit: "a day",
    source: "azure.microsoft.com/pricing/details/web-pubsub"
  },
  hubUnits: {
    what: "Web PubSub Standard: units; Premium P2 has more",
    value: 100,
    unit: "units",
    source: "learn.microsoft.com/azure/azure-web-pubsub/howto-scale-manual-scale"
  },
  containerCores: {
    what: "Container Apps: cores of an environment without asking Microsoft",
    value: 100,
    unit: "cores",
    source: "learn.microsoft.com/azure/container-apps/quotas"
  },
  outboundSockets: {
    what: "Load balancer: sockets of a machine to one broker through one address",
    value: 1_024,
    unit: "sockets",
    source: outbound
  },
  natSockets: {
    what: "NAT gateway: sockets to one broker through one address",
    value: 64_512,
    unit: "sockets",
    source: "learn.microsoft.com/azure/nat-gateway/nat-gateway-resource"
  },
  siteTraffic: {
    what: "Static Web Apps Standard: traffic that is included; more is 0.20 USD a GB",
    value: 100,
    unit: "GB a month",
    source: "learn.microsoft.com/azure/static-web-apps/quotas"
  },
  siteCall: {
    what: "Static Web Apps: how long a call of the API may take",
    value: 45,
    unit: "s",
    source: "learn.microsoft.com/azure/static-web-apps/apis-overview",
    remembered: true
  }
} as const satisfies Readonly<Record<string, Limit>>

/** What a broker lets one trader's account, or one address of ours, do. */
export interface BrokerLimits {
  readonly broker: string
  readonly socketsAnAccount: number
  /** Beside those, for prices whoever looks at them. */
  readonly socketsForPrices: string
  /** What the whole address shares, if anything is counted by address. */
  readonly ofAnAddress: string
  /** Accounts an address can have back within a minute of a takeover; absent where nothing is published that limits it. */
  readonly backInAMinute?: number
  readonly ofAnAccount: string
  readonly source: string
}

export const brokers: ReadonlyArray<BrokerLimits> = [
  {
    broker: "Coinbase",
    socketsAnAccount: 1,
    socketsForPrices: "1 a process",
    ofAnAddress: "8 connections a second; 10 public requests a second",
    backInAMinute: 8 * 60,
    ofAnAccount: "1 connection of own orders; 500 open orders",
    source: "docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis"
  },
  {
    broker: "Alpaca",
    socketsAnAccount: 1,
    socketsForPrices: "1 a key",
    ofAnAddress: "nothing published",
    ofAnAccount: "200 requests a minute, orders and cancels among them; 30 symbols where data is free",
    source: "docs.alpaca.markets"
  },
  {
    broker: "Interactive Brokers, Web API",
    socketsAnAccount: 1,
    socketsForPrices: "the account's own",
    ofAnAddress: "10 requests a second, each list once in 5 s; one too many shuts it out for 15 minutes",
    // An account lists its orders once before it trades.
    backInAMinute: 11,
    ofAnAccount: "1 session, which signing in elsewhere ends",
    source: "interactivebrokers.com/campus/ibkr-api-page/cpapi-v1"
  },
  {
    broker: "Interactive Brokers, socket",
    socketsAnAccount: 1,
    socketsForPrices: "the account's own",
    ofAnAddress: "nothing: a gateway of the trader's own",
    ofAnAccount: "50 messages a second, 100 symbols",
    source: "interactivebrokers.com/campus/ibkr-api-page/twsapi-doc"
  },
  {
    broker: "tastytrade",
    socketsAnAccount: 2,
    socketsForPrices: "the account's own, among the two",
    ofAnAddress: "nothing published; 20 requests a second taken",
    ofAnAccount: "nothing published; 5 requests a second taken",
    source: "developer.tastytrade.com"
  }
]
