metadata description = 'The audit of the vault, where nobody can change it. An account of its own, for no part of ours has a role on it.'

import { Tags } from '../types.bicep'

@description('Name of the account.')
@maxLength(24)
param name string
@description('Region: that of what is audited.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('Days that each record is kept.')
param days int
@description('Whether the policy was locked by hand: then it can\'t be deployed again.')
param policyLocked bool
@description('Whether deleting the account needs the lock taken off first.')
param locked bool
@description('Where it is told who reads it.')
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
    publicNetworkAccess: 'Enabled'
    // Azure Monitor alone comes in. Who has to read it lets their own address in for as long.
    networkAcls: { bypass: 'AzureServices', defaultAction: 'Deny', virtualNetworkRules: [] }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: 7 }
      containerDeleteRetentionPolicy: { enabled: true, days: 7 }
    }

    // Azure Monitor appends to a container of this name.
    resource audit 'containers' = {
      name: 'insights-logs-auditevent'
      properties: { publicAccess: 'None' }

      resource keep 'immutabilityPolicies' = if (!policyLocked) {
        name: 'default'
        properties: { immutabilityPeriodSinceCreationInDays: days, allowProtectedAppendWrites: true }
      }
    }
  }
}

resource keep 'Microsoft.Authorization/locks@2020-05-01' = if (locked) {
  scope: account
  name: 'keep'
  properties: { level: 'CanNotDelete', notes: 'Holds what can not be made anew.' }
}

#disable-next-line use-recent-api-versions // the only version with tables of their own
resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: account::blobs
  name: 'audit'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'StorageRead', enabled: true }
      { category: 'StorageDelete', enabled: true }
    ]
  }
}
