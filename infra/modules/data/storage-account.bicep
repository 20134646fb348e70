metadata description = 'Candles, results of backtests and what the Functions host keeps.'

import { Access, Tags } from '../types.bicep'

@description('Name of the account.')
@maxLength(24)
param name string
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('How it is reached.')
param access Access
@description('Containers.')
param containers string[]
@description('Where its audit goes.')
param workspaceId string

resource account 'Microsoft.Storage/storageAccounts@2025-08-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: access.isolation == 'privateEndpoints' ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: access.isolation == 'public' ? 'Allow' : 'Deny'
      virtualNetworkRules: map(access.subnetIds, id => { id: id, action: 'Allow' })
    }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: 7 }
      containerDeleteRetentionPolicy: { enabled: true, days: 7 }
    }

    resource container 'containers' = [
      for container in containers: {
        name: container
        properties: { publicAccess: 'None' }
      }
    ]
  }
}

#disable-next-line use-recent-api-versions // the only version with tables of their own
resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: account::blobs
  name: 'audit'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'StorageDelete', enabled: true }]
  }
}
