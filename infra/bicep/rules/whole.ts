import { of, type Snapshot } from "../snapshot.ts"
import { having } from "./having.ts"
import { changed, removed } from "./mutants.ts"
import { every, only, type Rules, same, settings } from "./rule.ts"

/** What every environment stands on. */
const always = [
  "Microsoft.App/containerApps",
  "Microsoft.App/managedEnvironments",
  "Microsoft.Authorization/roleAssignments",
  "Microsoft.Consumption/budgets",
  "Microsoft.DocumentDB/databaseAccounts",
  "Microsoft.DocumentDB/databaseAccounts/sqlDatabases",
  "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers",
  "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments",
  "Microsoft.Insights/actionGroups",
  "Microsoft.Insights/activityLogAlerts",
  "Microsoft.Insights/components",
  "Microsoft.Insights/dataCollectionRules",
  "Microsoft.Insights/diagnosticSettings",
  "Microsoft.Insights/metricAlerts",
  "Microsoft.KeyVault/vaults",
  "Microsoft.ManagedIdentity/userAssignedIdentities",
  "Microsoft.OperationalInsights/workspaces",
  "Microsoft.ServiceBus/namespaces",
  "Microsoft.ServiceBus/namespaces/topics",
  "Microsoft.ServiceBus/namespaces/topics/subscriptions",
  "Microsoft.ServiceBus/namespaces/topics/subscriptions/rules",
  "Microsoft.SignalRService/webPubSub",
  "Microsoft.SignalRService/webPubSub/hubs",
  "Microsoft.Storage/storageAccounts",
  "Microsoft.Storage/storageAccounts/blobServices",
  "Microsoft.Storage/storageAccounts/blobServices/containers",
  "Microsoft.Web/serverfarms",
  "Microsoft.Web/sites",
  "Microsoft.Web/sites/basicPublishingCredentialsPolicies",
  "Microsoft.Web/sites/config",
  "Microsoft.Web/staticSites",
  "Microsoft.Web/staticSites/config",
  "Microsoft.Web/staticSites/linkedBackends"
] as const

/** What is bought together, each with what it needs. */
const bought = {
  "a Front Door": [
    "Microsoft.Cdn/profiles",
    "Microsoft.Cdn/profiles/afdEndpoints",
    "Microsoft.Cdn/profiles/afdEndpoints/routes",
    "Microsoft.Cdn/profiles/originGroups",
    "Microsoft.Cdn/profiles/originGroups/origins",
    "Microsoft.Cdn/profiles/securityPolicies",
    "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies"
  ],
  "a host at Front Door": ["Microsoft.Cdn/profiles/customDomains"],
  "a host at the site": ["Microsoft.Web/staticSites/customDomains"],
  "a network": ["Microsoft.Network/networkSecurityGroups", "Microsoft.Network/virtualNetworks"],
  "private endpoints": [
    "Microsoft.Network/privateDnsZones",
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
    "Microsoft.Network/privateEndpoints",
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups"
  ],
  "a fixed address": ["Microsoft.Network/natGateways", "Microsoft.Network/publicIPAddresses"],
  Redis: [
    "Microsoft.Cache/redisEnterprise",
    "Microsoft.Cache/redisEnterprise/databases",
    "Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments"
  ],
  "Event Hubs": [
    "Microsoft.EventHub/namespaces",
    "Microsoft.EventHub/namespaces/eventhubs",
    "Microsoft.EventHub/namespaces/eventhubs/consumergroups"
  ],
  "a registry": ["Microsoft.ContainerRegistry/registries"],
  "questions to the logs": ["Microsoft.Insights/scheduledQueryRules"],
  "what can't be undone": [
    "Microsoft.Authorization/locks",
    "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies"
  ]
} as const

const kindsOf = (snapshot: Snapshot) => new Set(snapshot.predictedResources.map(({ type }) => type))

/** An environment is whole. What a rule looks at can't be left out, then. */
export const whole: Rules = {
  "an environment has what each stands on, and what it bought": same(
    "kind",
    kindsOf,
    (snapshot) => {
      const kinds = kindsOf(snapshot)
      return [
        ...always,
        ...Object.values(bought).flatMap((bundle) => (bundle.some((kind) => kinds.has(kind)) ? bundle : []))
      ]
    },
    {
      "it has no vault": removed("Microsoft.KeyVault/vaults"),
      "it has no budget": removed("Microsoft.Consumption/budgets"),
      "its Front Door has no firewall": removed("Microsoft.Network/FrontDoorWebApplicationFirewallPolicies"),
      "its Front Door's firewall is on no host": removed("Microsoft.Cdn/profiles/securityPolicies"),
      "its endpoints have no names": (snapshot) =>
        kindsOf(snapshot).has("Microsoft.Network/privateEndpoints")
          ? {
              predictedResources: snapshot.predictedResources.filter(
                ({ type }) => type !== "Microsoft.Network/privateEndpoints/privateDnsZoneGroups"
              )
            }
          : undefined,
      "nothing is locked": (snapshot) => ({
        predictedResources: snapshot.predictedResources.filter(({ type }) => type !== "Microsoft.Authorization/locks")
      }),
      "nobody may pull from, nor send to, nor read anything": (snapshot) => ({
        predictedResources: snapshot.predictedResources.filter(
          ({ type }) => type !== "Microsoft.Authorization/roleAssignments"
        )
      }),
      "it has what nobody looks at": (snapshot) => ({
        predictedResources: snapshot.predictedResources.map((each, i) =>
          i === 0 ? { ...each, type: "Microsoft.Compute/virtualMachines" } : each
        )
      })
    }
  ),
  "the functions run on Flex Consumption, on Linux": every(
    "Microsoft.Web/serverfarms",
    ({ properties, sku }) => sku?.name === "FC1" && sku.tier === "FlexConsumption" && properties.reserved,
    {
      "on a plan that has no identity for its package": changed("Microsoft.Web/serverfarms", (plan) => {
        plan.sku = { name: "Y1", tier: "Dynamic" }
      }),
      "on Windows": changed("Microsoft.Web/serverfarms", ({ properties }) => (properties.reserved = false))
    }
  ),
  "the functions run on a Node that Azure has": every(
    "Microsoft.Web/sites",
    ({ properties: { functionAppConfig, serverFarmId } }, snapshot) =>
      functionAppConfig.runtime.name === "node" &&
      ["22", "24"].includes(functionAppConfig.runtime.version) &&
      of(snapshot, "Microsoft.Web/serverfarms").some(({ id }) => id === serverFarmId),
    {
      "on an old one": changed("Microsoft.Web/sites", ({ properties }) => {
        properties.functionAppConfig.runtime.version = "18"
      }),
      "on another plan": changed("Microsoft.Web/sites", ({ properties }) => (properties.serverFarmId += "2"))
    }
  ),
  "Event Hubs are in several zones": only(
    having.everyFlag,
    settings("Microsoft.EventHub/namespaces", { zoneRedundant: true })
  ),
  "Redis answers as one, and forgets what was used least when it is full": only(
    having.everyFlag,
    settings("Microsoft.Cache/redisEnterprise/databases", {
      clusteringPolicy: "EnterpriseCluster",
      evictionPolicy: "AllKeysLRU",
      port: 10000
    })
  ),
  "the site is of the tier that can have functions behind it": every(
    "Microsoft.Web/staticSites",
    ({ sku }) => sku?.name === "Standard",
    { "it is free": changed("Microsoft.Web/staticSites", (site) => (site.sku = { name: "Free" })) }
  ),
  "Azure's own services may come to the vault and to blobs": same(
    "bypass",
    (snapshot) =>
      [...of(snapshot, "Microsoft.KeyVault/vaults"), ...of(snapshot, "Microsoft.Storage/storageAccounts")].map(
        ({ properties }) => properties.networkAcls.bypass
      ),
    () => ["AzureServices"],
    {
      "none to the vault": changed(
        "Microsoft.KeyVault/vaults",
        ({ properties }) => (properties.networkAcls.bypass = "None")
      )
    }
  )
}
