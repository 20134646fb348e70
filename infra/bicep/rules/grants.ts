import { of, type Snapshot } from "../snapshot.ts"
import { partOf } from "./identities.ts"
import { added, changed, type Mutable, removed } from "./mutants.ts"
import { every, holderOf, last, type Rules, same, wayOf } from "./rule.ts"

const ROLE = "Microsoft.Authorization/roleAssignments"
const ON_DOCUMENTS = "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments"

/** Built-in roles that read and write data, by id. https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const dataRoles: Readonly<Record<string, string>> = {
  "b86a8fe4-44ce-4948-aee5-eccb2c155cd7": "Key Vault Secrets Officer",
  "4633458b-17de-408a-b874-0445c86b69e6": "Key Vault Secrets User",
  "090c5cfd-751d-490a-894a-3ce6f1109419": "Service Bus Data Owner",
  "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0": "Service Bus Data Receiver",
  "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39": "Service Bus Data Sender",
  "2b629674-e913-4c01-ae53-ef4638d8f975": "Event Hubs Data Sender",
  "a638d3c7-ab3a-418d-83e6-5f17a39d4fde": "Event Hubs Data Receiver",
  "12cf5a90-567b-43ae-8102-96cf46c7d9b4": "Web PubSub Service Owner",
  "b7e6dc6d-f1e8-4753-8033-0f276bb0955b": "Storage Blob Data Owner",
  "ba92f5b4-2d11-453d-a403-e96b0029c9fe": "Storage Blob Data Contributor",
  "3913510d-42f4-4e42-8a64-420c390055eb": "Monitoring Metrics Publisher",
  "7f951dda-4ed3-4680-a7ca-43fe172d538d": "AcrPull",
  "00000000-0000-0000-0000-000000000002": "Cosmos DB Data Contributor"
}
/** Where each may be: what lies in a namespace has a part of its own, what lies in an account mostly. */
const smallest: Readonly<Record<string, RegExp>> = {
  "Key Vault Secrets Officer": /^vaults\/[^/]+$/,
  "Key Vault Secrets User": /^vaults\/[^/]+$/,
  "Service Bus Data Owner": /^namespaces\/[^/]+\/topics\/[^/]+\/subscriptions\/[^/]+$/,
  "Service Bus Data Receiver": /^namespaces\/[^/]+\/topics\/[^/]+\/subscriptions\/[^/]+$/,
  "Service Bus Data Sender": /^namespaces\/[^/]+\/topics\/[^/]+$/,
  "Event Hubs Data Sender": /^namespaces\/[^/]+\/eventhubs\/[^/]+$/,
  "Event Hubs Data Receiver": /^namespaces\/[^/]+\/eventhubs\/[^/]+$/,
  "Web PubSub Service Owner": /^webPubSub\/[^/]+$/,
  // The Functions host makes containers of its own.
  "Storage Blob Data Owner": /^storageAccounts\/[^/]+$/,
  "Storage Blob Data Contributor": /^storageAccounts\/[^/]+\/blobServices\/default\/containers\/[^/]+$/,
  "Monitoring Metrics Publisher": /^components\/[^/]+$/,
  AcrPull: /^registries\/[^/]+$/
}

/** Who may do what where, as `execution: Service Bus Data Sender on topics/bot-commands`. */
export const grantsOf = (snapshot: Snapshot): ReadonlyArray<string> => {
  const grant = (principalId: string, role: string, scope: string) => {
    // The service's own name is the same for all; its kind says more.
    const [kind = "", , ...inside] = scope.split("/")
    const on = inside.join("/")
    return `${partOf(principalId) ?? principalId}: ${dataRoles[last(role)] ?? last(role)} on ${on === "" ? kind : on}`
  }
  return [
    ...of(snapshot, ROLE).map(({ id, properties }) =>
      grant(properties.principalId, properties.roleDefinitionId, wayOf(holderOf(id)))
    ),
    ...of(snapshot, ON_DOCUMENTS).map(({ properties }) =>
      grant(properties.principalId, properties.roleDefinitionId, wayOf(properties.scope))
    )
  ].toSorted()
}

const onScope = (scope: (id: string) => string) => (role: Mutable<{ id: string }>) => {
  role.id = scope(role.id)
}
const widened = (which: string, from: RegExp) =>
  changed(
    ROLE,
    onScope((id) => id.replace(from, "/providers/Microsoft.Authorization")),
    which
  )
const withRole = (id: string) =>
  changed(ROLE, ({ properties }) => {
    properties.roleDefinitionId = `/subscriptions/1/providers/Microsoft.Authorization/roleDefinitions/${id}`
  })

/** Nobody manages anything, and nobody may do with one resource what is meant for another. */
export const grants: Rules = {
  "roles are on data, on the smallest scope": every(
    ROLE,
    ({ id, properties }) =>
      smallest[dataRoles[last(properties.roleDefinitionId)] ?? ""]?.test(wayOf(holderOf(id))) === true,
    {
      "an Owner": withRole("8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
      "a Contributor": withRole("b24988ac-6180-42a0-ab88-20f7382dd24c"),
      "a User Access Administrator": withRole("18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"),
      "a role on the whole group": widened("", /\/providers\/.*(?=\/roleAssignments)/),
      "a role on the whole subscription": changed(
        ROLE,
        onScope(() => "/subscriptions/1/providers/Microsoft.Authorization/roleAssignments/x")
      ),
      "a listener on the whole topic": widened(
        "/subscriptions/engine/",
        /\/subscriptions\/engine\/providers\/Microsoft\.Authorization/
      ),
      "a sender on the whole bus": widened(
        "/topics/bot-commands/providers",
        /\/topics\/bot-commands\/providers\/Microsoft\.Authorization/
      ),
      "a part's blobs are the whole account's": widened(
        "/containers/tradetower/",
        /\/blobServices\/default\/containers\/tradetower\/providers\/Microsoft\.Authorization/
      ),
      "a hub's prices are the whole namespace's": widened(
        "/eventhubs/market-data/",
        /\/eventhubs\/market-data\/providers\/Microsoft\.Authorization/
      )
    }
  ),
  "a role on documents is on the database, and reads and writes": every(
    ON_DOCUMENTS,
    ({ properties }, snapshot) =>
      dataRoles[last(properties.roleDefinitionId)] === "Cosmos DB Data Contributor" &&
      of(snapshot, "Microsoft.DocumentDB/databaseAccounts/sqlDatabases").some(
        ({ id }) => id.replace("/sqlDatabases/", "/dbs/") === properties.scope
      ),
    {
      "it is on the whole account": changed(
        ON_DOCUMENTS,
        ({ properties }) => (properties.scope = properties.scope.replace("/dbs/tradetower", ""))
      ),
      "it is on every database": changed(
        ON_DOCUMENTS,
        ({ properties }) => (properties.scope = properties.scope.replace("/dbs/tradetower", "/dbs/"))
      ),
      "it is on another account": changed(
        ON_DOCUMENTS,
        ({ properties }) => (properties.scope = properties.scope.replace("/cosmos-", "/another-"))
      ),
      "it is a role of our own": changed(ON_DOCUMENTS, ({ properties }) => (properties.roleDefinitionId += "3"))
    }
  ),
  "each part may read and write documents, and nobody else": same(
    "grant",
    (snapshot) =>
      of(snapshot, ON_DOCUMENTS).map(({ properties }) => partOf(properties.principalId) ?? properties.principalId),
    (snapshot) => of(snapshot, "Microsoft.ManagedIdentity/userAssignedIdentities").map(({ id }) => partOf(id) ?? id),
    {
      "one may not": removed(ON_DOCUMENTS),
      "a stranger may": changed(ON_DOCUMENTS, ({ properties }) => (properties.principalId = "x")),
      "one may twice, another not": changed(
        ON_DOCUMENTS,
        ({ properties }) => (properties.principalId = properties.principalId.replace(/id-[a-z]+-/, "id-strangers-"))
      )
    }
  ),
  "a part is given nothing twice": {
    judge: (snapshot) => {
      const all = grantsOf(snapshot)
      return { seen: all.length, broken: all.filter((grant, i) => all[i + 1] === grant) }
    },
    mutants: { "one is": added(ROLE, ({ name }) => name) }
  }
}
