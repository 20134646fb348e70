import { of, type Resource } from "../snapshot.ts"
import { having } from "./having.ts"
import { changed, removed } from "./mutants.ts"
import { every, last, only, type Rules, same } from "./rule.ts"

const ENDPOINT = "Microsoft.Network/privateEndpoints"
const LINK = "Microsoft.Network/privateDnsZones/virtualNetworkLinks"
const RECORDS = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups"

const targetsOf = ({ properties }: Resource<typeof ENDPOINT>) =>
  properties.privateLinkServiceConnections.map((each) => each.properties.privateLinkServiceId)

/** What can be closed to the internet once it has a private endpoint. */
const closable = [
  "Microsoft.DocumentDB/databaseAccounts",
  "Microsoft.KeyVault/vaults",
  "Microsoft.ServiceBus/namespaces",
  "Microsoft.Storage/storageAccounts"
] as const

/** Of blobs only Azure knows the whole name. */
const zoneOf = (name: string) => /privatelink\.\w+/.exec(name)?.[0] ?? name

/** What a service is asked for, and under which zone it is found. https://learn.microsoft.com/azure/private-link/private-endpoint-dns */
const known = [
  "databaseAccounts: Sql by privatelink.documents",
  "namespaces: namespace by privatelink.servicebus",
  "storageAccounts: blob by privatelink.blob",
  "vaults: vault by privatelink.vaultcore",
  "webPubSub: webpubsub by privatelink.webpubsub"
]

/** Services with an address in the network alone. */
export const privateEndpoints: Rules = {
  "what has a private endpoint has no other address, but that screens reach Web PubSub": only(
    having.privateEndpoints,
    every(
      ENDPOINT,
      (endpoint, snapshot) =>
        targetsOf(endpoint).every((target) =>
          target.includes("/webPubSub/")
            ? of(snapshot, "Microsoft.SignalRService/webPubSub").some(({ id }) => id === target)
            : closable
                .flatMap((kind) => of(snapshot, kind))
                .some(({ id, properties }) => id === target && properties.publicNetworkAccess === "Disabled")
        ),
      Object.fromEntries(
        closable.map((kind) => [
          `${kind} has another`,
          (snapshot) => {
            const [id] = of(snapshot, ENDPOINT)
              .flatMap(targetsOf)
              .filter((target) => target.includes(`/${kind}/`))
            return id === undefined
              ? undefined
              : changed(kind, ({ properties }) => (properties.publicNetworkAccess = "Enabled"), id)(snapshot)
          }
        ])
      )
    )
  ),
  "a private endpoint is found by its name": only(
    having.privateEndpoints,
    same(
      "endpoint",
      (snapshot) => of(snapshot, RECORDS).map(({ name }) => name),
      (snapshot) => of(snapshot, ENDPOINT).map(({ name }) => `${name}/default`),
      { "one is not": removed(RECORDS) }
    )
  ),
  "a name of a private endpoint is known in the network": only(
    having.privateEndpoints,
    same(
      "zone",
      (snapshot) => of(snapshot, LINK).map(({ name }) => zoneOf(name)),
      (snapshot) => of(snapshot, "Microsoft.Network/privateDnsZones").map(({ name }) => zoneOf(name)),
      { "one is not": removed(LINK, "documents") }
    )
  ),
  "a private endpoint is of the service's own kind, in the subnet of endpoints": only(
    having.privateEndpoints,
    every(
      ENDPOINT,
      ({ name, properties }, snapshot) => {
        const records = of(snapshot, RECORDS).find((each) => each.name.startsWith(`${name}/`))
        const zone = records?.properties.privateDnsZoneConfigs.map((each) => zoneOf(each.properties.privateDnsZoneId))
        return (
          last(properties.subnet.id) === "snet-private-endpoints" &&
          properties.privateLinkServiceConnections.every(({ properties: { groupIds, privateLinkServiceId } }) =>
            known.includes(`${privateLinkServiceId.split("/").at(-2)}: ${groupIds.join()} by ${zone?.join()}`)
          )
        )
      },
      {
        "it is of another": changed(ENDPOINT, ({ properties }) => {
          for (const each of properties.privateLinkServiceConnections) each.properties.groupIds = ["table"]
        }),
        "its name is in another zone": changed(RECORDS, ({ properties }) => {
          for (const each of properties.privateDnsZoneConfigs)
            each.properties.privateDnsZoneId = "/x/privatelink.queue.core.windows.net"
        }),
        "it is where our code runs": changed(ENDPOINT, ({ properties }) => {
          properties.subnet.id = properties.subnet.id.replace("private-endpoints", "functions")
        })
      }
    )
  ),
  "names of private endpoints are known in our network, which registers none": only(
    having.privateEndpoints,
    every(
      LINK,
      ({ properties }, snapshot) =>
        !properties.registrationEnabled &&
        of(snapshot, "Microsoft.Network/virtualNetworks").some(({ id }) => id === properties.virtualNetwork.id),
      {
        "in another": changed(LINK, ({ properties }) => (properties.virtualNetwork.id += "2")),
        "each machine is registered": changed(LINK, ({ properties }) => (properties.registrationEnabled = true))
      }
    )
  )
}
