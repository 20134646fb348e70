metadata description = 'Which part may do what, on the smallest scope that there is. Nobody manages anything; nobody reads a key.'

import { topics, Subscription } from '../messaging/subscriptions.bicep'
import { Names } from '../names.bicep'
import { grant } from 'grant.bicep'

@description('What everything is called.')
param names Names
@description('Who listens to what.')
param subscriptions Subscription[]
@description('Container of the blobs that parts share.')
param blobContainer string

// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
var roles = {
  keyVaultSecretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  serviceBusDataOwner: '090c5cfd-751d-490a-894a-3ce6f1109419'
  serviceBusDataReceiver: '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'
  serviceBusDataSender: '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'
  webPubSubServiceOwner: '12cf5a90-567b-43ae-8102-96cf46c7d9b4'
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
}
@description('Read and write documents and follow changes; no keys, no structure.')
var cosmosDataContributor = '00000000-0000-0000-0000-000000000002'

@description('Which topics each part writes to. The functions put dead letters of any topic back.')
var sends = {
  functions: map(topics, topic => topic.name)
  execution: ['bot-commands', 'candle-jobs', 'market-data']
  simulations: ['sweep-jobs']
}
var senders = flatten(map(items(sends), part => map(part.value, topic => { part: part.key, topic: topic })))

// A role on a topic alone is refused: it has to be on the subscription. Whoever works on one owns it, and it alone, for only
// an owner may ask how much waits, which is what instances are counted by. The functions look at dead letters everywhere.
var receivers = flatten(map(
  subscriptions,
  each =>
    concat(
      [{ part: each.part, topic: each.topic.name, name: each.name, role: roles.serviceBusDataOwner }],
      each.part == 'functions'
        ? []
        : [{ part: 'functions', topic: each.topic.name, name: each.name, role: roles.serviceBusDataReceiver }]
    )
))

var parts = items(names.identities)

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = [
  for part in parts: {
    name: part.value
  }
]

@description('Place of each part among the identities.')
var at = toObject(range(0, length(parts)), i => parts[i].key, i => i)

resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2025-10-15' existing = {
  name: names.cosmos

  resource documents 'sqlRoleAssignments' = [
    for (part, i) in parts: {
      name: guid(cosmos.id, names.database, part.value, cosmosDataContributor)
      properties: {
        principalId: identity[i].properties.principalId
        roleDefinitionId: '${cosmos.id}/sqlRoleDefinitions/${cosmosDataContributor}'
        scope: '${cosmos.id}/dbs/${names.database}'
      }
    }
  ]
}

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: names.vault
}

var vaultGrants = [
  { part: 'functions', role: roles.keyVaultSecretsOfficer }
  { part: 'execution', role: roles.keyVaultSecretsUser }
  { part: 'realtime', role: roles.keyVaultSecretsUser }
]

resource vaultRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for each in vaultGrants: {
    scope: vault
    name: guid(vault.id, each.part, each.role)
    properties: grant(identity[at[each.part]].properties.principalId, each.role)
  }
]

resource bus 'Microsoft.ServiceBus/namespaces@2026-01-01' existing = {
  name: names.bus
}

resource sendingTopic 'Microsoft.ServiceBus/namespaces/topics@2026-01-01' existing = [
  for each in senders: {
    parent: bus
    name: each.topic
  }
]

resource senderRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (each, i) in senders: {
    scope: sendingTopic[i]
    name: guid(bus.id, each.topic, each.part, roles.serviceBusDataSender)
    properties: grant(identity[at[each.part]].properties.principalId, roles.serviceBusDataSender)
  }
]

resource receiving 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2026-01-01' existing = [
  for each in receivers: {
    name: '${names.bus}/${each.topic}/${each.name}'
  }
]

resource receiverRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (each, i) in receivers: {
    scope: receiving[i]
    name: guid(bus.id, each.topic, each.name, each.part, each.role)
    properties: grant(identity[at[each.part]].properties.principalId, each.role)
  }
]

resource pubSub 'Microsoft.SignalRService/webPubSub@2024-03-01' existing = {
  name: names.pubSub
}

// The functions let screens in, realtime sends to them.
resource pubSubRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for part in ['functions', 'realtime']: {
    scope: pubSub
    name: guid(pubSub.id, part, roles.webPubSubServiceOwner)
    properties: grant(identity[at[part]].properties.principalId, roles.webPubSubServiceOwner)
  }
]

resource storage 'Microsoft.Storage/storageAccounts@2025-08-01' existing = {
  name: names.storage

  resource service 'blobServices' existing = {
    name: 'default'

    resource blobs 'containers' existing = {
      name: blobContainer
    }
  }
}

// The Functions host keeps its own locks and packages in the account.
resource hostStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storage
  name: guid(storage.id, 'functions', roles.storageBlobDataOwner)
  properties: grant(identity[at.functions].properties.principalId, roles.storageBlobDataOwner)
}

resource blobRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for part in ['execution', 'simulations']: {
    scope: storage::service::blobs
    name: guid(storage.id, blobContainer, part, roles.storageBlobDataContributor)
    properties: grant(identity[at[part]].properties.principalId, roles.storageBlobDataContributor)
  }
]

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: names.insights
}

resource telemetryRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (part, i) in parts: {
    scope: insights
    name: guid(insights.id, part.key, roles.monitoringMetricsPublisher)
    properties: grant(identity[i].properties.principalId, roles.monitoringMetricsPublisher)
  }
]
