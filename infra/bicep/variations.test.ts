import { describe, expect, it } from "vitest"
import { TenantId } from "@tradetower/domain/ids"
import { everySubscription, sqlOf } from "@tradetower/platform"
import { lastCompiled } from "./compile.ts"
import { costOf, logsAtMost, totalOf } from "./cost.ts"
import { grantsOf } from "./rules/grants.ts"
import { changed } from "./rules/mutants.ts"
import { type Kind, of, type Snapshot } from "./snapshot.ts"

/**
 * What parameters make, of infra/environments/variations: what an environment that is deployed buys changes none of this. That
 * one keeps every rule, rules.test.ts asks.
 */
const { snapshots } = lastCompiled()
const snapshotOf = (name: string): Snapshot => {
  const found = snapshots[name]
  if (found === undefined) throw new Error(`there is no infra/environments/variations/${name}.bicepparam`)
  return found
}
const dev = snapshotOf("dev-plain")
const prod = snapshotOf("prod-plain")
const endpoints = (name: string) =>
  of(snapshotOf(name), "Microsoft.Network/privateEndpoints")
    .flatMap(({ properties }) => properties.privateLinkServiceConnections.map((each) => each.name))
    .toSorted()

describe("who may do what", () => {
  it("is this, and nothing else", () => {
    const granted = Map.groupBy(grantsOf(prod), (grant) => grant.split(":")[0])
    const of = (part: string) => granted.get(part)?.map((grant) => grant.slice(part.length + 2))
    const everyone = ["Cosmos DB Data Contributor on dbs/tradetower", "Monitoring Metrics Publisher on components"]
    const topics = [
      "backtest-jobs",
      "bot-commands",
      "candle-jobs",
      "market-data",
      "order-commands",
      "signal-events",
      "sweep-jobs"
    ]
    const sends = (...to: ReadonlyArray<string>) => to.map((topic) => `Service Bus Data Sender on topics/${topic}`)
    const listens = (role: string, ...to: ReadonlyArray<string>) =>
      to.map((path) => `Service Bus Data ${role} on topics/${path.replace("/", "/subscriptions/")}`)
    expect(of("functions")).toEqual(
      [
        ...everyone,
        "Key Vault Secrets Officer on vaults",
        "Storage Blob Data Owner on storageAccounts",
        "Web PubSub Service Owner on webPubSub",
        ...sends(...topics),
        ...listens("Owner", "bot-commands/engine", "signal-events/engine"),
        // Dead letters of others are looked at here.
        ...listens(
          "Receiver",
          "backtest-jobs/simulation",
          "candle-jobs/execution",
          "market-data/realtime",
          "order-commands/execution",
          "sweep-jobs/simulation"
        )
      ].toSorted()
    )
    expect(of("execution")).toEqual(
      [
        ...everyone,
        "AcrPull on registries",
        "Key Vault Secrets User on vaults",
        "Storage Blob Data Contributor on blobServices/default/containers/tradetower",
        ...sends("bot-commands", "candle-jobs", "market-data"),
        ...listens("Owner", "candle-jobs/execution", "order-commands/execution")
      ].toSorted()
    )
    expect(of("realtime")).toEqual(
      [
        ...everyone,
        "AcrPull on registries",
        "Key Vault Secrets User on vaults",
        "Web PubSub Service Owner on webPubSub",
        ...listens("Owner", "market-data/realtime")
      ].toSorted()
    )
    expect(of("simulations")).toEqual(
      [
        ...everyone,
        "AcrPull on registries",
        "Storage Blob Data Contributor on blobServices/default/containers/tradetower",
        ...sends("sweep-jobs"),
        ...listens("Owner", "backtest-jobs/simulation", "sweep-jobs/simulation")
      ].toSorted()
    )
    expect(granted.size).toBe(4)
  })
})

describe("an environment", () => {
  const atRest = (snapshot: Snapshot) =>
    of(snapshot, "Microsoft.App/containerApps").map(({ properties }) => properties.template.scale.minReplicas)

  it("dev sleeps; in prod execution and realtime don't", () => {
    expect(atRest(dev)).toEqual([0, 0, 0])
    expect(atRest(prod)).toEqual([1, 1, 0])
  })

  it("is as big as it is meant to be", () => {
    const sizeOf = (snapshot: Snapshot) => {
      const [site] = of(snapshot, "Microsoft.Web/sites").map(({ properties }) => properties.functionAppConfig)
      const { alwaysReady, instanceMemoryMB, maximumInstanceCount } = site?.scaleAndConcurrency ?? {}
      const workspaces = of(snapshot, "Microsoft.OperationalInsights/workspaces")
      return {
        functions: `${instanceMemoryMB} MB, ${maximumInstanceCount} at most, ${alwaysReady?.length} ready`,
        containers: of(snapshot, "Microsoft.App/containerApps").flatMap(({ properties: { template } }) =>
          template.containers.map(
            ({ name, resources }) =>
              `${name}: ${resources.cpu}, ${resources.memory}, ${template.scale.maxReplicas} at most`
          )
        ),
        ceilings: [
          ...of(snapshot, "Microsoft.DocumentDB/databaseAccounts/sqlDatabases"),
          ...of(snapshot, "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers")
        ].flatMap(({ properties }) => properties.options.autoscaleSettings?.maxThroughput ?? []),
        bus: of(snapshot, "Microsoft.ServiceBus/namespaces").map(({ sku }) => sku?.name),
        screens: of(snapshot, "Microsoft.SignalRService/webPubSub").map(({ sku }) => sku?.name),
        logsGb: [...new Set(workspaces.map(({ properties }) => properties.workspaceCapping.dailyQuotaGb))],
        budget: of(snapshot, "Microsoft.Consumption/budgets").map(({ properties }) => properties.amount)
      }
    }
    const small = {
      functions: "512 MB, 40 at most, 0 ready",
      containers: [
        "execution: 0.25, 0.5Gi, 1 at most",
        "realtime: 0.25, 0.5Gi, 1 at most",
        "simulations: 1, 2Gi, 1 at most"
      ],
      ceilings: [],
      bus: ["Standard"],
      screens: ["Free_F1"],
      logsGb: [0.15],
      budget: [30]
    }
    expect(sizeOf(dev)).toEqual(small)
    expect(sizeOf(prod)).toEqual({
      ...small,
      functions: "2048 MB, 40 at most, 0 ready",
      containers: [...small.containers.slice(0, 2), "simulations: 1, 2Gi, 4 at most"],
      ceilings: [1000, 1000],
      logsGb: [2],
      budget: [150]
    })
  })

  it("dev has nothing of what is bought when it is needed", () => {
    const bought: ReadonlyArray<Kind> = [
      "Microsoft.Cache/redisEnterprise",
      "Microsoft.Cdn/profiles",
      "Microsoft.EventHub/namespaces",
      "Microsoft.Network/natGateways",
      "Microsoft.Network/privateEndpoints",
      "Microsoft.Network/virtualNetworks",
      "Microsoft.Insights/scheduledQueryRules",
      "Microsoft.ContainerRegistry/registries"
    ]
    expect(bought.filter((kind) => of(dev, kind).length > 0)).toEqual([])
  })
})

describe("what is bought", () => {
  it("is paid for: instances of the functions that never sleep, and for logs as far as their cap", () => {
    const ready = changed("Microsoft.Web/sites", ({ properties: { functionAppConfig } }) => {
      functionAppConfig.scaleAndConcurrency.alwaysReady = [{ instanceCount: 2 }]
    })(prod)
    expect(totalOf(costOf(ready ?? prod)) - totalOf(costOf(prod))).toBeCloseTo(2 * 2 * 2_628_000 * 0.000004)
    expect([dev, prod].map(logsAtMost)).toEqual([0, expect.closeTo((2 * 30.42 - 5) * 2.76)])
  })

  it("private endpoints are those that the SKUs have", () => {
    expect(endpoints("prod-plain")).toEqual([])
    expect(endpoints("prod-private-endpoints")).toEqual(["cosmos", "kv", "st"])
    expect(endpoints("prod-scale")).toEqual(["cosmos", "kv", "st", "wps"])
    expect(endpoints("prod-premium")).toEqual(["cosmos", "kv", "sb", "st"])
  })

  it("what leaves a subnet is what its parts talk to, and of the others nothing does", () => {
    const openings = (name: string, direction: string) =>
      of(snapshotOf(name), "Microsoft.Network/networkSecurityGroups").map(({ name: group, properties }) => {
        const rules = properties.securityRules.filter((each) => each.properties.direction === direction)
        expect(rules.at(-1)?.properties, group).toMatchObject({ access: "Deny", priority: 4000 })
        const open = rules
          .filter(({ properties: { access } }) => access === "Allow")
          .map(({ properties: { description, destinationAddressPrefix: to, destinationPortRanges, protocol } }) => {
            expect(description, group).toMatch(/^[A-Z].*\.$/)
            return `${protocol} ${to} ${destinationPortRanges.join()}`
          })
        return `${/^nsg-(.*)-vnet-/.exec(group)?.[1]}: ${open.join(", ")}`
      })
    const own = "* 10.0.0.0/21 0-65535, Udp Internet 123"
    const web = "Tcp Internet 443, * AzurePlatformDNS 53"
    const nothing = ["private-endpoints: ", "reserved2: ", "reserved: "]
    expect(openings("prod-plain", "Outbound").toSorted()).toEqual([
      `container-apps: ${web}, Tcp ServiceBus 5671, ${own}`,
      `functions: ${web}, Tcp ServiceBus 5671`,
      ...nothing
    ])
    expect(openings("prod-premium", "Outbound").toSorted()).toEqual([
      `container-apps: ${web}, Tcp 10.0.10.0/24 443,5671, ${own}`,
      `functions: ${web}, Tcp 10.0.10.0/24 443,5671`,
      ...nothing
    ])
    const scale = "Tcp 10.0.10.0/24 443, Tcp ServiceBus 5671, Tcp AzureCloud.westeurope 10000"
    expect(openings("prod-scale", "Outbound").toSorted()).toEqual([
      `container-apps: ${web}, ${scale}, ${own}, Tcp EventHub 5671`,
      `functions: ${web}, ${scale}`,
      ...nothing
    ])
    expect(openings("prod-premium", "Inbound").toSorted()).toEqual([
      "container-apps: ",
      "functions: ",
      "private-endpoints: Tcp 10.0.10.0/24 443,5671",
      "reserved2: ",
      "reserved: "
    ])
  })

  it("Front Door, its edge, a NAT gateway, Redis and Event Hubs are there when their flag is on", () => {
    const there = (name: string) =>
      (
        [
          "Microsoft.Cdn/profiles",
          "Microsoft.Network/natGateways",
          "Microsoft.Cache/redisEnterprise",
          "Microsoft.EventHub/namespaces"
        ] as const
      ).map((kind) => of(snapshotOf(name), kind).length)
    expect(there("prod-scale")).toEqual([1, 1, 1, 1])
    expect(there("prod-plain")).toEqual([1, 0, 0, 0])
    expect(there("prod-restored")).toEqual([0, 0, 0, 0])
    expect(of(snapshotOf("prod-restored"), "Microsoft.Web/staticSites")[0]?.properties.enterpriseGradeCdnStatus).toBe(
      "Enabled"
    )
  })

  it("another SKU of the bus is another namespace, for none can be changed", () => {
    const names = ["prod-plain", "prod-premium"].map(
      (name) => of(snapshotOf(name), "Microsoft.ServiceBus/namespaces")[0]?.name
    )
    expect(names[1]).toBe(`${names[0]}-premium`)
    for (const { properties } of of(snapshotOf("prod-premium"), "Microsoft.App/containerApps"))
      expect(properties.template.containers[0]?.env).toContainEqual({
        name: "AZURE_SERVICEBUS_ENDPOINT",
        value: `${names[1]}.servicebus.windows.net`
      })
  })

  it("a restored account is the one that everything stands on", () => {
    const restored = snapshotOf("prod-restored")
    const accounts = of(restored, "Microsoft.DocumentDB/databaseAccounts")
    expect(accounts.map(({ name, properties }) => [name, properties.enableFreeTier])).toEqual([
      ["cosmos-tradetower-prod-r1", false]
    ])
    for (const { properties } of of(restored, "Microsoft.App/containerApps"))
      expect(properties.template.containers[0]?.env).toContainEqual({
        name: "AZURE_COSMOS_ENDPOINT",
        value: "https://cosmos-tradetower-prod-r1.documents.azure.com"
      })
  })

  it("shares of a part and tenants have the subscriptions of their own that the code listens to", () => {
    const made = of(snapshotOf("prod-premium"), "Microsoft.ServiceBus/namespaces/topics/subscriptions/rules").map(
      ({ name, properties: { correlationFilter, sqlFilter } }) => {
        const [, topic, subscription] = name.split("/")
        const tenant = String(correlationFilter?.properties["tenantId"])
        return `${topic}/${subscription}: ${sqlFilter?.sqlExpression ?? `tenantId = '${tenant}'`}`
      }
    )
    const own = [
      { tenantId: TenantId.make("ada"), leaving: false },
      { tenantId: TenantId.make("ben"), leaving: true }
    ]
    const wanted = everySubscription(own, { execution: 3, realtime: 2 }).map(
      ({ filter, subscription, topic }) => `${topic}/${subscription}: ${sqlOf(filter)}`
    )
    expect(made.toSorted()).toEqual(wanted.toSorted())
  })

  it("an image brings its probes; until there is one something else stands in", () => {
    const probes = (name: string) =>
      of(snapshotOf(name), "Microsoft.App/containerApps").map(({ properties }) =>
        properties.template.containers.flatMap((each) => each.probes.map(({ type }) => type)).join()
      )
    expect(probes("dev-always-on")).toEqual(Array(3).fill("Startup,Liveness,Readiness"))
    expect(probes("dev-plain")).toEqual(["", "", ""])
  })
})
