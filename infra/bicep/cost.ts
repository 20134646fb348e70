import { DAYS, HOURS, prices } from "./prices.ts"
import { type Kind, of, type Resource, type Snapshot } from "./snapshot.ts"

/** One thing that is paid for while nobody does anything. */
export interface CostLine {
  readonly what: string
  /** USD a month. */
  readonly usd: number
  readonly how: string
}

const usd = (amount: number) => amount.toFixed(2)

/** Ceilings of the database and of containers with one of their own, RU/s. */
const ceilingsOf = (snapshot: Snapshot) =>
  [
    ...of(snapshot, "Microsoft.DocumentDB/databaseAccounts/sqlDatabases"),
    ...of(snapshot, "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers")
  ].flatMap(({ properties: { options } }) => options.autoscaleSettings?.maxThroughput ?? [])

const documents = (snapshot: Snapshot): CostLine => {
  const ceilings = ceilingsOf(snapshot)
  const free = of(snapshot, "Microsoft.DocumentDB/databaseAccounts").some(({ properties }) => properties.enableFreeTier)
  const billed = (share: number) =>
    (Math.max(0, share * ceilings.reduce((sum, each) => sum + each, 0) - (free ? prices.freeRu : 0)) / 100) *
    prices.hundredRu
  const how =
    ceilings.length === 0
      ? "serverless: 0.25 for a million RU"
      : `a tenth of ${ceilings.join(" + ")} RU/s${free ? ", 1,000 free" : ""}; ${usd(billed(1))} under full load`
  return { what: "Cosmos DB", usd: billed(0.1), how }
}

const containers = (snapshot: Snapshot): CostLine => {
  const { freeGibSeconds, freeVCpuSeconds, gibSecond, vCpuSecond } = prices.containers
  const seconds = HOURS * 3_600
  const used = of(snapshot, "Microsoft.App/containerApps").flatMap(({ properties: { template } }) =>
    template.containers.map(({ resources: { cpu, memory } }) => ({
      cpu: cpu * seconds * template.scale.minReplicas,
      gib: Number.parseFloat(memory) * seconds * template.scale.minReplicas
    }))
  )
  const cpu = used.reduce((sum, each) => sum + each.cpu, 0)
  const gib = used.reduce((sum, each) => sum + each.gib, 0)
  return {
    what: "Container Apps",
    usd: Math.max(0, cpu - freeVCpuSeconds) * vCpuSecond + Math.max(0, gib - freeGibSeconds) * gibSecond,
    how:
      cpu === 0
        ? "no replica while nothing waits"
        : `${cpu.toLocaleString("en")} vCPU-s and ${gib.toLocaleString("en")} GiB-s, less 180,000 and 360,000 free`
  }
}

/** How many series an alert on a metric looks at: one for each value, and of a star one for each topic. */
const seriesOf =
  (snapshot: Snapshot) =>
  ({ properties }: Resource<"Microsoft.Insights/metricAlerts">) =>
    properties.criteria.allOf
      .flatMap(({ dimensions }) => dimensions)
      .reduce(
        (count, { values }) =>
          count * (values[0] === "*" ? of(snapshot, "Microsoft.ServiceBus/namespaces/topics").length : values.length),
        1
      )

/** What an environment costs while nobody does anything. `besides`: another one in the same Azure subscription pays the bus. */
export const costOf = (snapshot: Snapshot, { besides = false } = {}): ReadonlyArray<CostLine> => {
  const each = <K extends Kind>(
    what: string,
    kind: K,
    price: (resource: Resource<K>) => number,
    how: string
  ): CostLine => ({ what, usd: of(snapshot, kind).reduce((sum, one) => sum + price(one), 0), how })
  const networked = of(snapshot, "Microsoft.App/managedEnvironments").filter(
    ({ properties }) => properties.vnetConfiguration !== undefined
  )
  const lines = [
    each("Static Web Apps Standard", "Microsoft.Web/staticSites", () => prices.staticWebApp, "1 site"),
    each(
      "its edge",
      "Microsoft.Web/staticSites",
      ({ properties }) => (properties.enterpriseGradeCdnStatus === "Enabled" ? prices.enterpriseEdge : 0),
      "1 site"
    ),
    each(
      "Service Bus",
      "Microsoft.ServiceBus/namespaces",
      ({ sku }) => (sku?.name === "Premium" ? prices.serviceBusPremium : besides ? 0 : prices.serviceBusStandard),
      "Standard: once an Azure subscription; Premium: 1 unit"
    ),
    each(
      "Front Door",
      "Microsoft.Cdn/profiles",
      ({ sku }) => prices.frontDoor[sku?.name === "Premium_AzureFrontDoor" ? sku.name : "Standard_AzureFrontDoor"],
      "base fee"
    ),
    each(
      "Functions that are always ready",
      "Microsoft.Web/sites",
      ({ properties: { functionAppConfig } }) => {
        const { alwaysReady, instanceMemoryMB } = functionAppConfig.scaleAndConcurrency
        const instances = alwaysReady.reduce((sum, { instanceCount }) => sum + instanceCount, 0)
        return ((instances * instanceMemoryMB) / 1024) * HOURS * 3_600 * prices.alwaysReadyGbSecond
      },
      "0.000004 for a GB-s"
    ),
    containers(snapshot),
    {
      what: "Container Apps in a network",
      usd: networked.length * prices.containersInNetwork,
      how: "a balancer and an address"
    },
    documents(snapshot),
    each("Private endpoints", "Microsoft.Network/privateEndpoints", () => prices.privateEndpoint, "7.30 each"),
    each("their zones", "Microsoft.Network/privateDnsZones", () => prices.privateZone, "0.50 each"),
    each("NAT gateway", "Microsoft.Network/natGateways", () => prices.natGateway, "with its address"),
    each(
      "Alerts on metrics",
      "Microsoft.Insights/metricAlerts",
      (alert) => seriesOf(snapshot)(alert) * prices.metricSeries,
      "0.10 a series"
    ),
    each(
      "Alerts on logs",
      "Microsoft.Insights/scheduledQueryRules",
      ({ properties }) => prices.logAlert[properties.evaluationFrequency] ?? 0,
      "1.50 every 5 minutes, 0.50 every 15 or more seldom"
    ),
    each(
      "Web PubSub",
      "Microsoft.SignalRService/webPubSub",
      ({ sku }) => (prices.webPubSub[sku?.name ?? ""] ?? 0) * (sku?.capacity ?? 1),
      "1 unit"
    ),
    each("Redis", "Microsoft.Cache/redisEnterprise", () => prices.redis, "Balanced B0, 2 nodes"),
    each("Event Hubs", "Microsoft.EventHub/namespaces", ({ sku }) => prices.eventHubs * (sku?.capacity ?? 1), "1 unit"),
    each("Container Registry", "Microsoft.ContainerRegistry/registries", () => prices.registry, "Basic, of its own")
  ]
  return lines.filter((line) => line.usd > 0)
}

/** USD a month. */
export const totalOf = (lines: ReadonlyArray<CostLine>): number => lines.reduce((sum, line) => sum + line.usd, 0)

/**
 * What an environment that is deployed is meant to cost while nobody does anything, USD a month: dev beside one that pays
 * the bus. Whoever buys more for it says here what it may cost then.
 */
export const goals = { dev: 15, prod: 120 } as const

/** The most that logs can cost, USD a month: every day as many as the daily cap lets in. */
export const logsAtMost = (snapshot: Snapshot): number => {
  const caps = of(snapshot, "Microsoft.OperationalInsights/workspaces").map(
    ({ properties }) => properties.workspaceCapping.dailyQuotaGb
  )
  return Math.max(0, Math.max(...caps) * DAYS - prices.logs.freeGb) * prices.logs.gb
}
