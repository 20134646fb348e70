import { of, type Snapshot } from "../snapshot.ts"
import { partOf } from "./identities.ts"
import { changed, removed } from "./mutants.ts"
import { isAudit } from "./network.ts"
import { every, holderOf, last, type Rules } from "./rule.ts"

const APP = "Microsoft.App/containerApps"
const ROLE = "Microsoft.Authorization/roleAssignments"
const ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
const CONFIG = "Microsoft.Web/sites/config"

/** What each part is told, by names of settings. */
const settingsOf = (
  snapshot: Snapshot
): ReadonlyArray<readonly [part: string, settings: Readonly<Record<string, unknown>>]> => [
  ...of(snapshot, CONFIG)
    .filter(({ name }) => name.endsWith("/appsettings"))
    .map(({ properties }) => ["functions", properties] as const),
  ...of(snapshot, APP).flatMap(({ properties }) =>
    properties.template.containers.map(
      ({ env, name }) => [name, Object.fromEntries(env.map((each) => [each.name, each.value]))] as const
    )
  )
]

const nameOf = (resources: ReadonlyArray<{ readonly name: string }>) => resources[0]?.name ?? "nothing"
const accountOf = (snapshot: Snapshot) =>
  nameOf(of(snapshot, "Microsoft.Storage/storageAccounts").filter((each) => !isAudit(each)))
const busOf = (snapshot: Snapshot) => nameOf(of(snapshot, "Microsoft.ServiceBus/namespaces"))

/** What a setting has to be, from what is laid out beside it. */
const wanted = (snapshot: Snapshot): Readonly<Record<string, string>> => {
  const [vault] = of(snapshot, "Microsoft.KeyVault/vaults")
  const [screens] = of(snapshot, "Microsoft.SignalRService/webPubSub")
  const [redis] = of(snapshot, "Microsoft.Cache/redisEnterprise")
  const hubs = of(snapshot, "Microsoft.EventHub/namespaces")
  const bus = `${busOf(snapshot)}.servicebus.windows.net`
  return {
    AZURE_COSMOS_ENDPOINT: `https://${nameOf(of(snapshot, "Microsoft.DocumentDB/databaseAccounts"))}.documents.azure.com`,
    AZURE_COSMOS_DATABASE: last(nameOf(of(snapshot, "Microsoft.DocumentDB/databaseAccounts/sqlDatabases"))),
    AZURE_SERVICEBUS_ENDPOINT: bus,
    ServiceBus__fullyQualifiedNamespace: bus,
    AZURE_WEBPUBSUB_ENDPOINT: `https://${screens?.name}.webpubsub.azure.com`,
    AZURE_WEBPUBSUB_HUB: last(nameOf(of(snapshot, "Microsoft.SignalRService/webPubSub/hubs"))),
    WEBPUBSUB_TIER: screens?.sku?.name === "Free_F1" ? "free" : "standard",
    WEBPUBSUB_UNITS: String(screens?.sku?.capacity),
    AZURE_BLOB_ENDPOINT: `[format('https://{0}.blob.{1}', '${accountOf(snapshot)}', environment().suffixes.storage)]`,
    AzureWebJobsStorage__accountName: accountOf(snapshot),
    AZURE_KEYVAULT_ENDPOINT: `[format('https://{0}{1}', '${vault?.name}', environment().suffixes.keyvaultDns)]`,
    AZURE_KEYVAULT_PURGE_PROTECTED: vault?.properties.enablePurgeProtection === true ? "True" : "False",
    ...(hubs.length === 0 ? {} : { AZURE_EVENTHUBS_ENDPOINT: `${nameOf(hubs)}.servicebus.windows.net` }),
    ...(redis === undefined ? {} : { AZURE_REDIS_ENDPOINT: `${redis.name}.${redis.location}.redis.azure.net:10000` })
  }
}

const containersOf = (snapshot: Snapshot) =>
  of(snapshot, "Microsoft.Storage/storageAccounts/blobServices/containers").map(({ name }) => name)

const inContainer = (setting: string) =>
  changed(
    APP,
    ({ properties }) => {
      for (const each of properties.template.containers[0]?.env ?? []) if (each.name === setting) each.value += "2"
    },
    "ca-realtime"
  )

/** What a part is told of the others is what they are. */
export const told: Rules = {
  "a part is told of what there is": {
    judge: (snapshot) => {
      const right = wanted(snapshot)
      const settings = settingsOf(snapshot).flatMap(([part, all]) =>
        Object.entries(all).flatMap(([name, value]) => (name in right ? [{ part, name, value }] : []))
      )
      return {
        seen: settings.length,
        broken: settings
          .filter(({ name, value }) => value !== right[name])
          .map(({ name, part, value }) => `${part}: ${name} is ${String(value)}`)
      }
    },
    mutants: {
      ...Object.fromEntries(
        [
          "AZURE_COSMOS_ENDPOINT",
          "AZURE_COSMOS_DATABASE",
          "AZURE_SERVICEBUS_ENDPOINT",
          "ServiceBus__fullyQualifiedNamespace",
          "AZURE_WEBPUBSUB_ENDPOINT",
          "AZURE_WEBPUBSUB_HUB",
          "AZURE_BLOB_ENDPOINT",
          "AzureWebJobsStorage__accountName",
          "AZURE_KEYVAULT_ENDPOINT",
          "AZURE_KEYVAULT_PURGE_PROTECTED",
          "AZURE_EVENTHUBS_ENDPOINT",
          "AZURE_REDIS_ENDPOINT"
        ].map((name) => [
          `the functions are told another ${name}`,
          changed(
            CONFIG,
            ({ properties }) => {
              if (name in properties) properties[name] = "another"
            },
            "/appsettings"
          )
        ])
      ),
      "realtime is told of other documents": inContainer("AZURE_COSMOS_ENDPOINT"),
      "realtime believes in more units than there are": inContainer("WEBPUBSUB_UNITS"),
      "realtime believes in another tier": inContainer("WEBPUBSUB_TIER"),
      "the account is called something else": changed(
        "Microsoft.DocumentDB/databaseAccounts",
        (account) => (account.name = "cosmos-other")
      )
    }
  },
  "all parts are told the same of tenants and shares": {
    judge: (snapshot) => {
      const told = settingsOf(snapshot).flatMap(([, settings]) =>
        ["OWN_SUBSCRIPTION_TENANTS", "TRADETOWER_EXECUTION_SHARES", "TRADETOWER_REALTIME_SHARES"].map(
          (name) => `${name} is ${String(settings[name])}`
        )
      )
      return { seen: told.length, broken: new Set(told).size === 3 ? [] : [...new Set(told)] }
    },
    mutants: {
      "realtime believes in more executions": inContainer("TRADETOWER_EXECUTION_SHARES"),
      "realtime believes in more of itself": inContainer("TRADETOWER_REALTIME_SHARES"),
      "realtime listens to more tenants": inContainer("OWN_SUBSCRIPTION_TENANTS"),
      "the functions are told of no share": changed(
        CONFIG,
        ({ properties }) => delete properties["TRADETOWER_EXECUTION_SHARES"],
        "/appsettings"
      )
    }
  },
  "images come from the registry that a part may pull from": every(
    APP,
    (app, snapshot) => {
      const part = app.properties.template.containers[0]?.name
      const mayPull = of(snapshot, ROLE)
        .filter(
          ({ properties }) => properties.roleDefinitionId.endsWith(ACR_PULL) && partOf(properties.principalId) === part
        )
        .map(({ id }) => last(holderOf(id)))
      return app.properties.configuration.registries.every(
        ({ server }) => server === `[format('{0}{1}', '${mayPull.join()}', environment().suffixes.acrLoginServer)]`
      )
    },
    {
      "from another": changed(APP, ({ properties }) => {
        for (const each of properties.configuration.registries) each.server = each.server.replace("'cr", "'another")
      }),
      "it may not pull": removed(ROLE, "/registries/")
    }
  ),
  "blobs go to a container that there is": {
    judge: (snapshot) => {
      const there = containersOf(snapshot)
      const named = settingsOf(snapshot).map(
        ([, settings]) => `${accountOf(snapshot)}/default/${String(settings["AZURE_BLOB_CONTAINER"])}`
      )
      return { seen: named.length, broken: named.filter((name) => !there.includes(name)) }
    },
    mutants: { "they don't": inContainer("AZURE_BLOB_CONTAINER") }
  },
  "the functions' package comes from a container that there is": every(
    "Microsoft.Web/sites",
    ({ properties: { functionAppConfig } }, snapshot) => {
      const { type, value } = functionAppConfig.deployment.storage
      const container = /, '([\w-]+)'\)\]$/.exec(value)?.[1]
      return (
        type === "blobContainer" &&
        value ===
          `[format('https://{0}.blob.{1}/{2}', '${accountOf(snapshot)}', environment().suffixes.storage, '${container}')]` &&
        containersOf(snapshot).includes(`${accountOf(snapshot)}/default/${container}`)
      )
    },
    {
      "it comes from another account": changed("Microsoft.Web/sites", ({ properties }) => {
        const { storage } = properties.functionAppConfig.deployment
        storage.value = storage.value.replace("'sttt", "'st")
      }),
      "it comes from another container": changed("Microsoft.Web/sites", ({ properties }) => {
        const { storage } = properties.functionAppConfig.deployment
        storage.value = storage.value.replace("api-package", "packages")
      })
    }
  ),
  "a part is woken by the bus that there is": every(
    APP,
    ({ properties: { template } }, snapshot) =>
      template.scale.rules.every(
        ({ custom: { metadata, type } }) =>
          type === "azure-servicebus" && metadata.namespace === busOf(snapshot) && Number(metadata.messageCount) > 0
      ),
    {
      "by another": changed(APP, ({ properties }) => {
        for (const { custom } of properties.template.scale.rules) custom.metadata.namespace += "2"
      }),
      "by another kind of bus": changed(APP, ({ properties }) => {
        for (const { custom } of properties.template.scale.rules) custom.type = "azure-queue"
      })
    }
  ),
  "a part is asked where it answers": every(
    APP,
    ({ properties: { template } }) =>
      template.containers.every(({ env, probes }) =>
        probes.every(({ httpGet }) => String(httpGet.port) === env.find(({ name }) => name === "PORT")?.value)
      ),
    {
      "it answers elsewhere": changed(APP, ({ properties: { template } }) => {
        for (const { probes } of template.containers) for (const { httpGet } of probes) httpGet.port = 80
      })
    }
  ),
  "everything is in the environment that there is": every(
    APP,
    ({ properties }, snapshot) =>
      of(snapshot, "Microsoft.App/managedEnvironments").some(({ id }) => id === properties.environmentId),
    { "one is in another": changed(APP, ({ properties }) => (properties.environmentId += "2")) }
  )
}
