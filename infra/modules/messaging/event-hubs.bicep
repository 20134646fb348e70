metadata description = 'Prices beyond what a topic carries: the hub market-data, which realtime reads.'

import { grant } from '../identity/grant.bicep'
import { Identities } from '../names.bicep'
import { Tags } from '../types.bicep'

@description('Name of the namespace.')
@maxLength(50)
param name string
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('Who writes and who reads.')
param identities Identities

resource namespace 'Microsoft.EventHub/namespaces@2026-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Standard', tier: 'Standard', capacity: 1 }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    isAutoInflateEnabled: true
    maximumThroughputUnits: 4
    // For nothing, where the region has zones; never changed afterwards.
    zoneRedundant: true
    publicNetworkAccess: 'Enabled'
  }

  resource marketData 'eventhubs' = {
    name: 'market-data'
    properties: { partitionCount: 4, messageRetentionInDays: 1 }

    resource realtime 'consumergroups' = {
      name: 'realtime'
      properties: {}
    }
  }
}

var grants = [
  { to: identities.execution, role: '2b629674-e913-4c01-ae53-ef4638d8f975' } // Azure Event Hubs Data Sender
  { to: identities.realtime, role: 'a638d3c7-ab3a-418d-83e6-5f17a39d4fde' } // Azure Event Hubs Data Receiver
]

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = [
  for each in grants: {
    name: each.to
  }
]

resource roles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (each, i) in grants: {
    scope: namespace::marketData
    name: guid(namespace::marketData.id, each.to, each.role)
    properties: grant(identity[i].properties.principalId, each.role)
  }
]
