import { of, type Snapshot } from "../snapshot.ts"
import { having } from "./having.ts"
import { changed, removed } from "./mutants.ts"
import { only, type Rules, same, settings } from "./rule.ts"

const SETTINGS = "Microsoft.Web/sites/config"
const PUBLISHING = "Microsoft.Web/sites/basicPublishingCredentialsPolicies"

/** What a template must not ask for, and what no setting may be: a key, or what has one in it. */
export const keyInText =
  /\blist\w*\(|AccountKey=|SharedAccessKey|SharedAccessSignature|AccountEndpoint=|[?&]sig=|-----BEGIN|eyJ[\w-]{20}/gi

/** An identity opens it, and nothing else. */
export const keys: Rules = {
  "documents open to no key": settings("Microsoft.DocumentDB/databaseAccounts", {
    disableLocalAuth: true,
    disableKeyBasedMetadataWriteAccess: true
  }),
  "the bus opens to no key": settings("Microsoft.ServiceBus/namespaces", { disableLocalAuth: true }),
  "Event Hubs open to no key": only(
    having.everyFlag,
    settings("Microsoft.EventHub/namespaces", { disableLocalAuth: true })
  ),
  "Web PubSub opens to no key": settings("Microsoft.SignalRService/webPubSub", { disableLocalAuth: true }),
  "nobody listens to a hub unnamed": settings("Microsoft.SignalRService/webPubSub/hubs", {
    anonymousConnectPolicy: "deny"
  }),
  "telemetry is taken with no key": settings("Microsoft.Insights/components", { DisableLocalAuth: true }),
  "logs open to no key": settings("Microsoft.OperationalInsights/workspaces", { features: { disableLocalAuth: true } }),
  "blobs open to no key, and to nobody unnamed": settings("Microsoft.Storage/storageAccounts", {
    allowSharedKeyAccess: false,
    allowBlobPublicAccess: false,
    allowCrossTenantReplication: false,
    defaultToOAuthAuthentication: true
  }),
  "no container of blobs is public": settings("Microsoft.Storage/storageAccounts/blobServices/containers", {
    publicAccess: "None"
  }),
  "the vault opens by roles alone": settings("Microsoft.KeyVault/vaults", {
    enableRbacAuthorization: true,
    accessPolicies: undefined
  }),
  "the registry opens to no administrator and to nobody unnamed": only(
    having.ownRegistry,
    settings("Microsoft.ContainerRegistry/registries", { adminUserEnabled: false, anonymousPullEnabled: false })
  ),
  "Redis opens to no key": only(
    having.everyFlag,
    settings("Microsoft.Cache/redisEnterprise/databases", { accessKeysAuthentication: "Disabled" })
  ),
  "nobody publishes the functions by a password": settings(PUBLISHING, { allow: false }),
  "of ways to publish the functions by a password each is closed": same(
    "policy of",
    (snapshot) => of(snapshot, PUBLISHING).map(({ name }) => name),
    (snapshot) => of(snapshot, "Microsoft.Web/sites").flatMap(({ name }) => [`${name}/ftp`, `${name}/scm`]),
    { "FTP is left open": removed(PUBLISHING, "/ftp"), "the other is left open": removed(PUBLISHING, "/scm") }
  ),
  "nothing has a key in it": {
    judge: (snapshot: Snapshot) => ({
      seen: snapshot.predictedResources.length,
      broken: (JSON.stringify(snapshot).match(keyInText) ?? []).map((word) => `something has a key: ${word}`)
    }),
    mutants: {
      "a setting asks for a key": changed(SETTINGS, ({ properties }) => {
        properties["AZURE_COSMOS_KEY"] = ["[list", "Keys(resourceId('x'), '2025-10-15')]"].join("")
      }),
      "a setting is a connection string of the bus": changed(SETTINGS, ({ properties }) => {
        properties["ServiceBus"] = "Endpoint=sb://x/;SharedAccessKeyName=y;SharedAccessKey=z"
      }),
      "a setting is a connection string of documents": changed(SETTINGS, ({ properties }) => {
        properties["AZURE_COSMOS"] = "AccountEndpoint=https://x/;AccountKey=y"
      }),
      "a container is told an address with a signature": changed("Microsoft.App/containerApps", ({ properties }) => {
        properties.template.containers[0]?.env.push({ name: "PACKAGE", value: "https://x/y?sv=1&sig=z" })
      })
    }
  }
}
