metadata description = 'What is kept: documents, blobs, secrets, and what is merely remembered.'

import { Names } from 'names.bicep'
import { Access, Tags } from 'types.bicep'

@export()
@discriminator('capacity')
@description('Per request, or per provisioned RU/s.')
type CosmosCapacity = Serverless | Autoscale

@description('Per request: nothing at rest.')
type Serverless = {
  @description('For good: Azure would give each container of a changed account throughput of its own.')
  capacity: 'serverless'
}

@description('Per RU/s, of which a tenth of each ceiling is paid at rest.')
type Autoscale = {
  @description('For good.')
  capacity: 'autoscale'
  @description('Ceiling that all containers but Orders share, RU/s.')
  @minValue(1000)
  sharedMaxRu: int
  @description('Ceiling of Orders, RU/s.')
  @minValue(1000)
  ordersMaxRu: int
  @description('1,000 RU/s and 25 GB for nothing, for one account of an Azure subscription, chosen at its creation.')
  freeTier: bool
}

@description('What everything is called.')
param names Names
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('How it is reached.')
param access Access
@description('Where audits go.')
param workspaceId string
@description('How documents are paid.')
param cosmos CosmosCapacity
@description('How far back documents can be restored.')
param cosmosBackup 'Continuous7Days' | 'Continuous30Days'
@description('Whether the account is a restored one: the free tier stays with the one that it was chosen for.')
param restored bool
@description('Containers of blobs.')
param blobContainers string[]
@description('Whether deleted secrets stay for 90 days, whatever anyone does.')
param purgeProtection bool
@description('Whether deleting documents, vault or its audit needs a lock taken off first.')
param locked bool
@description('Days that the vault\'s audit is kept where nobody can change it; null: in the logs alone.')
param auditDays int?
@description('Whether that was locked by hand.')
param auditLocked bool
@description('Whether there is a Redis.')
param enableRedis bool

module cosmosAccount 'data/cosmos-account.bicep' = {
  params: {
    name: names.cosmos
    location: location
    tags: tags
    serverless: cosmos.capacity == 'serverless'
    freeTier: cosmos.capacity == 'autoscale' && cosmos.freeTier && !restored
    backup: cosmosBackup
    access: access
    workspaceId: workspaceId
    locked: locked
  }
}

module database 'data/cosmos-database.bicep' = {
  params: {
    accountName: names.cosmos
    name: names.database
    tags: tags
    sharedMaxRu: cosmos.capacity == 'autoscale' ? cosmos.sharedMaxRu : null
    ownMaxRu: cosmos.capacity == 'autoscale' ? cosmos.ordersMaxRu : null
  }
  dependsOn: [cosmosAccount]
}

module storage 'data/storage-account.bicep' = {
  params: {
    name: names.storage
    location: location
    tags: tags
    access: access
    containers: blobContainers
    workspaceId: workspaceId
  }
}

module audit 'data/audit-account.bicep' = if (auditDays != null) {
  params: {
    name: names.auditStorage
    location: location
    tags: tags
    days: auditDays ?? 1
    policyLocked: auditLocked
    locked: locked
    workspaceId: workspaceId
  }
}

module vault 'security/key-vault.bicep' = {
  params: {
    name: names.vault
    location: location
    tags: tags
    purgeProtection: purgeProtection
    access: access
    workspaceId: workspaceId
    auditStorageId: auditDays == null ? null : resourceId('Microsoft.Storage/storageAccounts', names.auditStorage)
    locked: locked
  }
  dependsOn: [audit]
}

module redis 'data/redis.bicep' = if (enableRedis) {
  params: {
    name: names.redis
    location: location
    tags: tags
    identityNames: [names.identities.functions, names.identities.execution, names.identities.realtime]
  }
}
