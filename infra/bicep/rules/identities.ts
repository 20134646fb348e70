import { of, type Resource, type Snapshot } from "../snapshot.ts"
import { having } from "./having.ts"
import { changed, removed } from "./mutants.ts"
import { every, hasAny, last, only, type Rules, same } from "./rule.ts"

const APP = "Microsoft.App/containerApps"
const SITE = "Microsoft.Web/sites"
const IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities"
const REDIS = "Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments"

/** The part whose identity something names: by its id, or by what only Azure knows of it. */
export const partOf = (identity: string): string | undefined =>
  /userAssignedIdentities\/id-([a-z]+)-tradetower-[a-z]+(?:$|')/.exec(identity)?.[1]

/** What an app runs as: one identity, that of its part. */
const runsAs = ({ identity }: Resource, part: string) => {
  const identities = Object.keys(identity?.userAssignedIdentities ?? {})
  return identity?.type === "UserAssigned" && identities.length === 1 && partOf(identities[0] ?? "") === part
}

const partOfApp = ({ properties }: Resource<typeof APP>) => properties.template.containers[0]?.name ?? ""

/** A part is somebody of its own, and is nobody else. */
export const identities: Rules = {
  "there is an identity for each part": same(
    "identity",
    (snapshot) => of(snapshot, IDENTITY).map(({ id }) => partOf(id) ?? id),
    (snapshot: Snapshot) => ["functions", ...of(snapshot, APP).map(partOfApp)],
    { "one has none": removed(IDENTITY, "id-realtime") }
  ),
  "a container runs as its part": every(
    APP,
    (app) => {
      const { configuration, template } = app.properties
      const clientId = template.containers[0]?.env.find(({ name }) => name === "AZURE_CLIENT_ID")?.value ?? ""
      const named = [
        clientId,
        ...configuration.identitySettings.map(({ identity }) => identity),
        ...configuration.registries.map(({ identity }) => identity),
        ...template.scale.rules.map(({ custom }) => custom.identity)
      ]
      return runsAs(app, partOfApp(app)) && named.every((identity) => partOf(identity) === partOfApp(app))
    },
    {
      "it has none": changed(APP, (app) => delete app.identity),
      "it runs as all that is in it": changed(APP, (app) => (app.identity = { type: "SystemAssigned" })),
      "it may be another, too": changed(
        APP,
        ({ identity }) => {
          const [own = ""] = Object.keys(identity?.userAssignedIdentities ?? {})
          Object.assign(identity?.userAssignedIdentities ?? {}, { [own.replace("realtime", "execution")]: {} })
        },
        "ca-realtime"
      ),
      "it is woken as another": changed(
        APP,
        ({ properties }) => {
          for (const { custom } of properties.template.scale.rules)
            custom.identity = custom.identity.replace("id-realtime", "id-execution")
        },
        "ca-realtime"
      ),
      "it signs in as another": changed(
        APP,
        ({ properties }) => {
          for (const each of properties.template.containers[0]?.env ?? [])
            if (each.name === "AZURE_CLIENT_ID") each.value = each.value.replace("id-realtime", "id-execution")
        },
        "ca-realtime"
      ),
      "it pulls its image as another": changed(
        APP,
        ({ properties }) => {
          for (const each of properties.configuration.registries)
            each.identity = each.identity.replace("id-realtime", "id-execution")
          // Without images nothing is pulled.
          properties.configuration.registries.push({ server: "x", identity: "another" })
        },
        "ca-realtime"
      )
    }
  ),
  "the functions run as themselves": every(
    SITE,
    (app) => {
      const { functionAppConfig, keyVaultReferenceIdentity } = app.properties
      const { authentication } = functionAppConfig.deployment.storage
      return (
        runsAs(app, "functions") &&
        authentication.type === "UserAssignedIdentity" &&
        [authentication.userAssignedIdentityResourceId, keyVaultReferenceIdentity].every(
          (identity) => partOf(identity) === "functions"
        )
      )
    },
    {
      "they have no identity": changed(SITE, (app) => delete app.identity),
      "their package is read by a connection string": changed(SITE, ({ properties }) => {
        properties.functionAppConfig.deployment.storage.authentication.type = "StorageAccountConnectionString"
      }),
      "their package is read as another": changed(SITE, ({ properties }) => {
        const { authentication } = properties.functionAppConfig.deployment.storage
        authentication.userAssignedIdentityResourceId = authentication.userAssignedIdentityResourceId.replace(
          "id-functions",
          "id-execution"
        )
      })
    }
  ),
  "the functions sign in as themselves, everywhere": every(
    "Microsoft.Web/sites/config",
    ({ name, properties }) =>
      !name.endsWith("/appsettings") ||
      ([
        "AZURE_CLIENT_ID",
        "AzureWebJobsStorage__clientId",
        "ServiceBus__clientId",
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING"
      ].every((setting) => partOf(String(properties[setting])) === "functions") &&
        ["AzureWebJobsStorage__credential", "ServiceBus__credential"].every(
          (setting) => properties[setting] === "managedidentity"
        ) &&
        String(properties["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"]).includes("Authorization=AAD")),
    Object.fromEntries(
      [
        "AZURE_CLIENT_ID",
        "AzureWebJobsStorage__clientId",
        "AzureWebJobsStorage__credential",
        "ServiceBus__clientId",
        "ServiceBus__credential",
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING"
      ].map((setting) => [
        `${setting} is not set`,
        changed("Microsoft.Web/sites/config", ({ properties }) => delete properties[setting], "/appsettings")
      ])
    )
  ),
  "nothing but a part is anybody": {
    judge: (snapshot) => {
      const somebody = snapshot.predictedResources.filter(({ identity }) => identity !== undefined)
      return {
        seen: somebody.length,
        broken: somebody.filter(({ type }) => type !== APP && type !== SITE).map(({ id }) => id)
      }
    },
    mutants: {
      "the site is, too": changed("Microsoft.Web/staticSites", (site) => (site.identity = { type: "SystemAssigned" }))
    }
  },
  "of Redis each part but the simulations is a user": only(
    having.everyFlag,
    same(
      "user",
      (snapshot) =>
        of(snapshot, REDIS).map(
          ({ properties }) => `${partOf(properties.user.objectId)}: ${properties.accessPolicyName}`
        ),
      () => ["functions: default", "execution: default", "realtime: default"],
      {
        "one is not": removed(REDIS),
        "a stranger is": changed(REDIS, ({ properties }) => (properties.user.objectId = "x"))
      }
    ),
    hasAny(REDIS)
  ),
  "every assignment is to an identity of ours": every(
    "Microsoft.Authorization/roleAssignments",
    ({ properties }) =>
      properties.principalType === "ServicePrincipal" &&
      partOf(properties.principalId) !== undefined &&
      last(properties.principalId).endsWith(".principalId]"),
    {
      "one is to a person": changed("Microsoft.Authorization/roleAssignments", ({ properties }) => {
        properties.principalType = "User"
      }),
      "one is to a stranger": changed("Microsoft.Authorization/roleAssignments", ({ properties }) => {
        properties.principalId = "8f0b2f1e-0000-0000-0000-000000000000"
      })
    }
  )
}
