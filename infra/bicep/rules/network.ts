import { of, type Resource, type Snapshot } from "../snapshot.ts"
import { having } from "./having.ts"
import { changed, type Mutable } from "./mutants.ts"
import { every, hasAny, last, only, type Rule, type Rules, settings } from "./rule.ts"

const GROUP = "Microsoft.Network/networkSecurityGroups"
const NETWORK = "Microsoft.Network/virtualNetworks"
const ENDPOINT = "Microsoft.Network/privateEndpoints"

type Way = Resource<typeof GROUP>["properties"]["securityRules"][number]["properties"]

const waysOf = (group: Resource<typeof GROUP>, direction: string, access: string): ReadonlyArray<Way> =>
  group.properties.securityRules
    .map(({ properties }) => properties)
    .filter((way) => way.direction === direction && way.access === access)

/** Whether what no opening lets through ends here. */
const closes = (group: Resource<typeof GROUP>, direction: string, from: ReadonlyArray<string>) =>
  waysOf(group, direction, "Deny").some(
    (way) =>
      way.protocol === "*" &&
      from.includes(way.sourceAddressPrefix ?? "") &&
      way.destinationAddressPrefix === "*" &&
      way.destinationPortRanges.join() === "0-65535" &&
      waysOf(group, direction, "Allow").every(({ priority }) => priority < way.priority)
  )

const isInside = (address: string) => address.startsWith("10.0.")

/** To anywhere HTTPS alone, and what clocks are set by; to a service of Azure one port; in our own network any. */
const isNarrow = ({ destinationAddressPrefix: to, destinationPortRanges: ports, protocol }: Way) =>
  to === "Internet"
    ? ["Tcp 443", "Udp 123"].includes(`${protocol} ${ports.join()}`)
    : isInside(to) || (to !== "*" && ports.every((port) => /^\d+$/.test(port)))

const withoutRule = (which: RegExp) =>
  changed(GROUP, ({ properties }) => {
    properties.securityRules = properties.securityRules.filter(({ name }) => !which.test(name))
  })
const eachRule = (which: RegExp, to: (way: Mutable<Way>) => void) =>
  changed(GROUP, ({ properties }) => {
    for (const { name, properties: way } of properties.securityRules) if (which.test(name)) to(way)
  })

/** The account that the vault's audit is kept in, which none of our subnets comes to. */
export const isAudit = ({ name }: Resource): boolean => name.startsWith("stttaudit")

const open = (
  kind: "Microsoft.Storage/storageAccounts" | "Microsoft.KeyVault/vaults",
  which: string,
  action?: string
): Rule =>
  every(
    kind,
    ({ properties: { networkAcls } }, snapshot) =>
      networkAcls.defaultAction === "Deny" && letIn(networkAcls.virtualNetworkRules, snapshot, action),
    {
      "everybody comes in": changed(kind, ({ properties }) => (properties.networkAcls.defaultAction = "Allow"), which),
      "a subnet of ours doesn't": changed(
        kind,
        ({ properties }) => properties.networkAcls.virtualNetworkRules.pop(),
        which
      )
    },
    (each) => !isAudit(each)
  )

/** The subnets that our code runs in, and no other. */
const letIn = (
  rules: ReadonlyArray<{ readonly id: string; readonly action?: string }>,
  snapshot: Snapshot,
  action?: string
) => {
  const ours = of(snapshot, NETWORK).flatMap(({ id, properties }) =>
    properties.subnets
      .filter(({ properties: { delegations } }) => delegations.length > 0)
      .map(({ name }) => `${id}/subnets/${name}`)
  )
  return (
    rules
      .map(({ id }) => id)
      .toSorted()
      .join() === ours.toSorted().join() && rules.every((rule) => rule.action === action)
  )
}

const byServiceEndpoints = (snapshot: Snapshot) => hasAny(NETWORK)(snapshot) && !hasAny(ENDPOINT)(snapshot)

/** Who reaches what, where an environment has a network. */
export const network: Rules = {
  "of blobs a network of ours lets in its subnets alone": only(
    having.serviceEndpoints,
    open("Microsoft.Storage/storageAccounts", "/stttprod", "Allow"),
    byServiceEndpoints
  ),
  "of secrets a network of ours lets in its subnets alone": only(
    having.serviceEndpoints,
    open("Microsoft.KeyVault/vaults", ""),
    byServiceEndpoints
  ),
  "of documents a network of ours lets in its subnets alone": only(
    having.serviceEndpoints,
    every(
      "Microsoft.DocumentDB/databaseAccounts",
      ({ properties: { isVirtualNetworkFilterEnabled, virtualNetworkRules } }, snapshot) =>
        isVirtualNetworkFilterEnabled && letIn(virtualNetworkRules, snapshot),
      {
        "everybody comes in": changed(
          "Microsoft.DocumentDB/databaseAccounts",
          ({ properties }) => (properties.isVirtualNetworkFilterEnabled = false)
        ),
        "a subnet of ours doesn't": changed("Microsoft.DocumentDB/databaseAccounts", ({ properties }) =>
          properties.virtualNetworkRules.pop()
        )
      }
    ),
    byServiceEndpoints
  ),
  "what leaves a subnet goes to few places, and the rest ends there": only(
    having.network,
    every(GROUP, (group) => waysOf(group, "Outbound", "Allow").every(isNarrow) && closes(group, "Outbound", ["*"]), {
      "anything goes to the internet": eachRule(/web/, (way) => (way.destinationPortRanges = ["0-65535"])),
      "HTTP goes there, too": eachRule(/web/, (way) => way.destinationPortRanges.push("80")),
      "names are asked of anybody": eachRule(/dns/, (way) => (way.destinationAddressPrefix = "*")),
      "the bus is reached by any port": eachRule(/service-bus/, (way) => (way.destinationPortRanges = ["1-65535"])),
      "the rest goes out": withoutRule(/^deny-.*out$/),
      "the rest goes out where it was to be let in": eachRule(/^deny-.*out$/, (way) => (way.direction = "Inbound")),
      "all ends before it is asked": eachRule(/^deny-.*out$/, (way) => (way.priority = 1))
    })
  ),
  "nothing from the internet comes into a subnet": only(
    having.network,
    every(
      GROUP,
      (group) =>
        waysOf(group, "Inbound", "Allow").every(({ sourceAddressPrefixes }) =>
          sourceAddressPrefixes?.every(isInside)
        ) && closes(group, "Inbound", ["Internet", "*"]),
      {
        "all of it does": withoutRule(/^deny-.*in$/),
        "what asks for SSH does": eachRule(/^deny-.*in$/, (way) => (way.destinationPortRanges = ["0-21"])),
        "an opening lets anybody in": changed(GROUP, ({ properties }) => {
          const [way] = properties.securityRules
          if (way !== undefined)
            Object.assign(way.properties, {
              direction: "Inbound",
              access: "Allow",
              priority: 100,
              sourceAddressPrefix: "*",
              sourceAddressPrefixes: undefined
            })
        })
      }
    )
  ),
  "each subnet has its security group, and no way out of its own": only(
    having.network,
    every(
      NETWORK,
      ({ name, properties: { subnets } }) =>
        subnets.length > 0 &&
        subnets.every(
          ({ name: subnet, properties: { defaultOutboundAccess, networkSecurityGroup } }) =>
            !defaultOutboundAccess &&
            last(networkSecurityGroup?.id ?? "") === `nsg-${subnet.replace("snet-", "")}-${name}`
        ),
      {
        "one has none": changed(
          NETWORK,
          ({ properties }) => delete properties.subnets[0]?.properties.networkSecurityGroup
        ),
        "one has a way out": changed(NETWORK, ({ properties }) => {
          for (const { properties: subnet } of properties.subnets) subnet.defaultOutboundAccess = true
        })
      }
    )
  ),
  "our code runs in subnets that are given to it": only(
    having.network,
    every(
      NETWORK,
      ({ id, properties: { subnets } }, snapshot) => {
        const given = subnets
          .filter(({ properties: { delegations } }) =>
            delegations.some(({ properties }) => properties.serviceName === "Microsoft.App/environments")
          )
          .map(({ name }) => `${id}/subnets/${name}`)
        const taken = [
          ...of(snapshot, "Microsoft.App/managedEnvironments").map(
            ({ properties }) => properties.vnetConfiguration?.infrastructureSubnetId
          ),
          ...of(snapshot, "Microsoft.Web/sites").map(({ properties }) => properties.virtualNetworkSubnetId)
        ]
        return given.length === 2 && given.every((subnet) => taken.filter((each) => each === subnet).length === 1)
      },
      {
        "the functions' is given to nobody": changed(NETWORK, ({ properties }) => {
          for (const { name, properties: subnet } of properties.subnets)
            if (name === "snet-functions") subnet.delegations = []
        }),
        "the functions leave by none": changed(
          "Microsoft.Web/sites",
          ({ properties }) => delete properties.virtualNetworkSubnetId
        ),
        "the functions are among the containers": changed("Microsoft.Web/sites", ({ properties }) => {
          properties.virtualNetworkSubnetId = (properties.virtualNetworkSubnetId ?? "").replace(
            "functions",
            "container-apps"
          )
        })
      }
    )
  ),
  "where services let subnets in, these ask as themselves": only(
    having.serviceEndpoints,
    every(
      NETWORK,
      ({ properties: { subnets } }) =>
        subnets.every(
          ({ properties: { delegations, serviceEndpoints } }) =>
            serviceEndpoints
              .map(({ service }) => service)
              .toSorted()
              .join() === (delegations.length > 0 ? "Microsoft.AzureCosmosDB,Microsoft.KeyVault,Microsoft.Storage" : "")
        ),
      {
        "not to documents": changed(NETWORK, ({ properties }) =>
          properties.subnets[0]?.properties.serviceEndpoints.pop()
        )
      }
    ),
    byServiceEndpoints
  ),
  "in a network containers have no address outside": only(
    having.network,
    settings("Microsoft.App/managedEnvironments", { vnetConfiguration: { internal: true } }),
    hasAny(NETWORK)
  ),
  "containers go out by the one address that a broker knows": only(
    having.everyFlag,
    every(
      NETWORK,
      ({ properties: { subnets } }, snapshot) =>
        subnets.find(({ name }) => name === "snet-container-apps")?.properties.natGateway?.id ===
        of(snapshot, "Microsoft.Network/natGateways")[0]?.id,
      {
        "they go out by any": changed(NETWORK, ({ properties }) => {
          for (const { properties: subnet } of properties.subnets) delete subnet.natGateway
        })
      }
    ),
    hasAny("Microsoft.Network/natGateways")
  ),
  "that address stays": only(
    having.everyFlag,
    settings("Microsoft.Network/publicIPAddresses", { publicIPAllocationMethod: "Static" })
  )
}
