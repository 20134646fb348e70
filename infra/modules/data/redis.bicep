metadata description = 'A cache that several processes share.'

import { Tags } from '../types.bicep'

@description('Name of the cache.')
@maxLength(60)
param name string
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('Identities that may use it.')
param identityNames string[]

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = [
  for name in identityNames: {
    name: name
  }
]

// Azure Cache for Redis is closed to new tenants and ends in 2028: this is its successor.
resource cache 'Microsoft.Cache/redisEnterprise@2025-07-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Balanced_B0' }
  properties: { minimumTlsVersion: '1.2', highAvailability: 'Enabled', publicNetworkAccess: 'Enabled' }

  resource database 'databases' = {
    name: 'default'
    properties: {
      accessKeysAuthentication: 'Disabled'
      clientProtocol: 'Encrypted'
      clusteringPolicy: 'EnterpriseCluster'
      evictionPolicy: 'AllKeysLRU'
      port: 10000
    }

    // One after the other: a database takes one change at a time.
    @batchSize(1)
    resource access 'accessPolicyAssignments' = [
      for (name, i) in identityNames: {
        name: replace(name, '-', '')
        properties: { accessPolicyName: 'default', user: { objectId: identity[i].properties.principalId } }
      }
    ]
  }
}
