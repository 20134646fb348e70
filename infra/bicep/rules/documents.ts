import containers from "../../resources/containers.json" with { type: "json" }
import { of } from "../snapshot.ts"
import { added, changed, removed } from "./mutants.ts"
import { every, type Rules, same, settings } from "./rule.ts"

const ACCOUNT = "Microsoft.DocumentDB/databaseAccounts"
const DATABASE = "Microsoft.DocumentDB/databaseAccounts/sqlDatabases"
const CONTAINER = "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers"

const text = (name: string, paths: ReadonlyArray<string>, ttl: number | undefined, indexed: ReadonlyArray<string>) =>
  `${name} by ${paths.join()} (${paths.length > 1 ? "MultiHash" : "Hash"} 2) for ${ttl}, indexed ${indexed.join()}, else /*`

/** Azure lets so many containers share throughput. */
const SHARED_AT_MOST = 25

/** Where documents are kept, and how. */
export const documents: Rules = {
  "containers are as containers.json lists them": same(
    "container",
    (snapshot) =>
      of(snapshot, CONTAINER).map(({ properties: { resource } }) => {
        const { defaultTtl, id, indexingPolicy, partitionKey } = resource
        const { excludedPaths, includedPaths } = indexingPolicy
        const indexed = includedPaths.map(({ path }) => path).join()
        return `${id} by ${partitionKey.paths.join()} (${partitionKey.kind} ${partitionKey.version}) for ${defaultTtl}, indexed ${indexed}, else ${excludedPaths.map(({ path }) => path).join()}`
      }),
    () =>
      Object.entries(containers).map(([name, { indexed, partitionKey, ttl }]) =>
        text(
          name,
          partitionKey.map((path) => `/${path}`),
          ttl,
          indexed.map((path) => `/${path}/?`)
        )
      ),
    {
      "no ttl, by which a document's own is not heeded": changed(
        CONTAINER,
        ({ properties }) => delete properties.resource.defaultTtl,
        "/WebhookGuards"
      ),
      "half a key": changed(
        CONTAINER,
        ({ properties }) => (properties.resource.partitionKey.paths = ["/tenantId"]),
        "/Orders"
      ),
      "keys of 100 bytes": changed(
        CONTAINER,
        ({ properties }) => (properties.resource.partitionKey.version = 1),
        "/Orders"
      ),
      "what a query names is not indexed": changed(
        CONTAINER,
        ({ properties }) => (properties.resource.indexingPolicy.includedPaths = []),
        "/Orders"
      ),
      "everything is indexed": changed(
        CONTAINER,
        ({ properties }) => (properties.resource.indexingPolicy.excludedPaths = []),
        "/Orders"
      ),
      "one is missing": removed(CONTAINER, "/Leases"),
      "one is nobody's": added(CONTAINER, ({ properties }) => (properties.resource.id = "Others"))
    }
  ),
  "no more containers share throughput than Azure lets": {
    judge: (snapshot) => {
      const provisioned = of(snapshot, DATABASE).some(
        ({ properties }) => properties.options.autoscaleSettings !== undefined
      )
      const shared = of(snapshot, CONTAINER).filter(
        ({ properties }) => properties.options.autoscaleSettings === undefined
      )
      return {
        seen: shared.length,
        broken: provisioned && shared.length > SHARED_AT_MOST ? [`${shared.length} containers share throughput`] : []
      }
    },
    mutants: {
      "Orders shares, too": (snapshot) =>
        of(snapshot, DATABASE)[0]?.properties.options.autoscaleSettings === undefined
          ? undefined
          : changed(CONTAINER, ({ properties }) => (properties.options = {}), "/Orders")(snapshot)
    }
  },
  "a serverless account takes no ceilings, and any other has them": every(
    ACCOUNT,
    ({ properties }, snapshot) => {
      const serverless = properties.capabilities.some(({ name }) => name === "EnableServerless")
      const ceilings = [...of(snapshot, DATABASE), ...of(snapshot, CONTAINER)].filter(
        (each) => each.properties.options.autoscaleSettings !== undefined
      )
      return serverless ? ceilings.length === 0 && !properties.enableFreeTier : ceilings.length === 2
    },
    {
      "Orders has one where it can't": (snapshot) =>
        of(snapshot, DATABASE)[0]?.properties.options.autoscaleSettings === undefined
          ? changed(
              CONTAINER,
              ({ properties }) => (properties.options = { autoscaleSettings: { maxThroughput: 1000 } }),
              "/Orders"
            )(snapshot)
          : undefined,
      "it is paid by the request and provisioned": changed(
        ACCOUNT,
        ({ properties }) =>
          (properties.capabilities = properties.capabilities.length > 0 ? [] : [{ name: "EnableServerless" }])
      ),
      "all have one": changed(
        CONTAINER,
        ({ properties }) => (properties.options = { autoscaleSettings: { maxThroughput: 1000 } }),
        "/Leases"
      )
    }
  ),
  "what is written is found at once": every(
    CONTAINER,
    ({ properties }) => properties.resource.indexingPolicy.indexingMode === "consistent",
    { later: changed(CONTAINER, ({ properties }) => (properties.resource.indexingPolicy.indexingMode = "lazy")) }
  ),
  "documents are read strongly": settings(ACCOUNT, {
    consistencyPolicy: { defaultConsistencyLevel: "Strong" },
    enableMultipleWriteLocations: false
  }),
  "documents are in one region": every(ACCOUNT, ({ properties }) => properties.locations.length === 1, {
    "in two, of which one is behind": changed(ACCOUNT, ({ properties }) => {
      properties.locations.push(...properties.locations)
    })
  })
}
