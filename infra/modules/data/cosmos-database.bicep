metadata description = 'The database and its containers, as infra/resources/containers.json has them.'

import { Tags } from '../types.bicep'

@description('Account it is in.')
param accountName string
@description('Name of the database.')
param name string
@description('Tags of every resource.')
param tags Tags
@description('Ceiling that containers share, RU/s; null where the account is serverless.')
param sharedMaxRu int?
@description('Ceiling of a container with throughput of its own, RU/s; null where the account is serverless.')
param ownMaxRu int?

var catalogue = items(loadJsonContent('../../resources/containers.json'))

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-10-15' existing = {
  name: accountName
}

resource database 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2025-10-15' = {
  parent: account
  name: name
  tags: tags
  properties: {
    resource: { id: name }
    options: sharedMaxRu == null ? {} : { autoscaleSettings: { maxThroughput: sharedMaxRu } }
  }
}

resource container 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2025-10-15' = [
  for entry in catalogue: {
    parent: database
    name: entry.key
    tags: tags
    properties: {
      resource: {
        id: entry.key
        partitionKey: {
          paths: map(entry.value.partitionKey, path => '/${path}')
          kind: length(entry.value.partitionKey) > 1 ? 'MultiHash' : 'Hash'
          version: 2
        }
        defaultTtl: entry.value.ttl
        indexingPolicy: {
          indexingMode: 'consistent'
          automatic: true
          includedPaths: map(entry.value.indexed, path => { path: '/${path}/?' })
          excludedPaths: [{ path: '/*' }]
        }
      }
      options: ownMaxRu == null || !(entry.value.?ownThroughput ?? false)
        ? {}
        : { autoscaleSettings: { maxThroughput: ownMaxRu } }
    }
  }
]
