import { type Kind, of, type Snapshot } from "../snapshot.ts"
import { changed, type Mutants } from "./mutants.ts"
import { every, last, type Rules } from "./rule.ts"

/** How long a name may be. https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
const longest: Readonly<Partial<Record<Kind, number>>> = {
  "Microsoft.App/containerApps": 32,
  "Microsoft.App/managedEnvironments": 60,
  "Microsoft.Cache/redisEnterprise": 60,
  "Microsoft.Cdn/profiles": 260,
  "Microsoft.Cdn/profiles/afdEndpoints": 260,
  "Microsoft.ContainerRegistry/registries": 50,
  "Microsoft.DocumentDB/databaseAccounts": 44,
  "Microsoft.EventHub/namespaces": 50,
  "Microsoft.Insights/actionGroups": 260,
  "Microsoft.Insights/metricAlerts": 260,
  "Microsoft.Insights/scheduledQueryRules": 260,
  "Microsoft.KeyVault/vaults": 24,
  "Microsoft.ManagedIdentity/userAssignedIdentities": 128,
  "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies": 128,
  "Microsoft.Network/natGateways": 80,
  "Microsoft.Network/networkSecurityGroups": 80,
  "Microsoft.Network/privateEndpoints": 64,
  "Microsoft.Network/publicIPAddresses": 80,
  "Microsoft.Network/virtualNetworks": 64,
  "Microsoft.OperationalInsights/workspaces": 63,
  "Microsoft.ServiceBus/namespaces": 50,
  "Microsoft.SignalRService/webPubSub": 63,
  "Microsoft.Storage/storageAccounts": 24,
  "Microsoft.Web/serverfarms": 60,
  "Microsoft.Web/sites": 60,
  "Microsoft.Web/staticSites": 40
}
const LONGEST_SUBSCRIPTION = 50

const called = (name: string) => (resource: { name: string }) => {
  resource.name = name
}

/** Each text that only Azure can finish, with the way to it. */
const open = (value: unknown, way: string): ReadonlyArray<readonly [way: string, text: string]> =>
  typeof value === "string"
    ? value.startsWith("[")
      ? [[way, value]]
      : []
    : typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([name, inside]) => [
          ...open(name, `${way}.`),
          ...open(inside, Array.isArray(value) ? `${way}[]` : `${way}.${name}`)
        ])
      : []

const IDENTITY = String.raw`reference\('/subscriptions/[^']+/userAssignedIdentities/id-[a-z]+-tradetower-[a-z]+', '[\d-]+'\)`
const SUFFIX = String.raw`environment\(\)\.suffixes\.(storage|keyvaultDns|acrLoginServer)`
const output = (module: string, name: string) =>
  new RegExp(String.raw`^\[reference\(resourceId\(.*format\('${module}-\{0\}'.*\.outputs\.${name}\.value\]$`)

/** What only Azure knows, and where it may stand. */
const unknown: ReadonlyArray<readonly [way: RegExp, text: RegExp]> = [
  [/(principalId|objectId)$/, new RegExp(`^\\[${IDENTITY}\\.principalId\\]$`)],
  [/(_CLIENT_ID|__clientId|\.env\[\]\.value)$/, new RegExp(`^\\[${IDENTITY}\\.clientId\\]$`)],
  [
    /\.APPLICATIONINSIGHTS_AUTHENTICATION_STRING$/,
    new RegExp(`^\\[format\\('ClientId=\\{0\\};Authorization=AAD', ${IDENTITY}\\.clientId\\)\\]$`)
  ],
  [/(\.APPLICATIONINSIGHTS_CONNECTION_STRING|\.env\[\]\.value)$/, output("insights", "connectionString")],
  [
    /(\.originHostHeader|\.hostName|\.azureStaticWebApps\.registration\.clientId)$/,
    output("(?:site|compute)", "(?:host|siteHost)")
  ],
  [
    /(_ENDPOINT|\.env\[\]\.value|\.registries\[\]\.server|\.deployment\.storage\.value)$/,
    new RegExp(`^\\[format\\('[^']+'(, ('[^']*'|${SUFFIX}))+\\)\\]$`)
  ],
  [/^Microsoft\.Network\/private/, new RegExp(`^\\[[^"]*privatelink\\.blob\\.\\{0\\}', ${SUFFIX}[^"]*\\]$`)],
  [/^Microsoft\.KeyVault\/vaults\.properties\.tenantId$/, /^\[tenant\(\)\.tenantId\]$/],
  // Secret.
  [
    /^Microsoft\.Web\/staticSites\/config\.(properties|condition)$/,
    /^\[(not\(empty\()?parameters\('signIn'\)(\)\))?\]$/
  ],
  [
    /^Microsoft\.Insights\/actionGroups\.properties\.webhookReceivers$/,
    /^\[if\(empty\(parameters\('alertWebhookUri'\)\)/
  ]
]

const later = "[reference(variables('later')).name]"
const leftOpen: Mutants = {
  "a name that is known later": changed("Microsoft.Web/sites", called(later)),
  "a name that another module answers": changed(
    "Microsoft.Web/sites",
    called(
      "[reference(resourceId('x', 'y', 'Microsoft.Resources/deployments', format('site-{0}', 'z')), '2025-04-01').outputs.host.value]"
    )
  ),
  "a setting that another module answers": changed(
    "Microsoft.Web/sites/config",
    ({ properties }) => {
      properties["AZURE_COSMOS_ENDPOINT"] =
        "[reference(resourceId('x', 'y', 'Microsoft.Resources/deployments', format('cosmos-{0}', 'z')), '2025-04-01').outputs.endpoint.value]"
    },
    "/appsettings"
  ),
  "whether keys open documents is managed elsewhere": changed(
    "Microsoft.DocumentDB/databaseAccounts",
    ({ properties }) => Object.assign(properties, { disableLocalAuth: "[reference(variables('managed')).keys]" })
  ),
  "who is given a role is a variable": changed("Microsoft.Authorization/roleAssignments", ({ properties }) => {
    properties.principalId = "[variables('userAssignedIdentities')]"
  }),
  "a parameter decides over a part": changed("Microsoft.App/containerApps", ({ properties }) => {
    Object.assign(properties.template.scale, { maxReplicas: "[parameters('signIn')]" })
  })
}

/** What everything is called, and that everything is known. */
export const names: Rules = {
  "names fit": {
    judge: (snapshot: Snapshot) => {
      const long = Object.entries(longest).flatMap(([kind, most]) =>
        of(snapshot, kind as Kind).map(({ name }) => ({ kind, name, most }))
      )
      return {
        seen: long.length,
        broken: long.filter(({ most, name }) => name.length > most).map(({ kind, name }) => `${kind} ${name}`)
      }
    },
    mutants: Object.fromEntries(
      Object.entries(longest).map(([kind, most]) => [
        `${kind} of ${most + 1} letters`,
        changed(kind as Kind, called("x".repeat(most + 1)))
      ])
    )
  },
  "names of storage are small letters and digits": every(
    "Microsoft.Storage/storageAccounts",
    ({ name }) => /^[a-z0-9]{3,}$/.test(name),
    { "it has a hyphen": changed("Microsoft.Storage/storageAccounts", called("st-tradetower")) }
  ),
  "names of subscriptions fit": every(
    "Microsoft.ServiceBus/namespaces/topics/subscriptions",
    ({ name }) => last(name).length <= LONGEST_SUBSCRIPTION,
    {
      "one of 51 letters": changed(
        "Microsoft.ServiceBus/namespaces/topics/subscriptions",
        called(`x/bot-commands/${"x".repeat(LONGEST_SUBSCRIPTION + 1)}`)
      )
    }
  ),
  // A snapshot says all there is to say: what it leaves open nobody checks.
  "nothing is left open but what only Azure knows": {
    judge: (snapshot) => {
      const texts = snapshot.predictedResources.flatMap((each) => open(each, each.type))
      return {
        seen: texts.length,
        broken: texts
          .filter(([way, text]) => !unknown.some(([where, what]) => where.test(way) && what.test(text)))
          .map(([way, text]) => `${way}: ${text}`)
      }
    },
    mutants: leftOpen
  },
  "everything says whose it is": {
    judge: (snapshot) => {
      const tagged = snapshot.predictedResources.filter(({ location }) => location !== undefined)
      return {
        seen: tagged.length,
        broken: tagged
          .filter(({ tags }) => tags?.["app"] !== "tradetower" || tags["environment"] === undefined)
          .map(({ id }) => id)
      }
    },
    mutants: { "one doesn't": changed("Microsoft.ServiceBus/namespaces", (bus) => delete bus.tags) }
  }
}
