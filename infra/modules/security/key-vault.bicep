metadata description = 'The vault of brokers\' keys: roles only, every look into it is written down.'

import { Access, Tags } from '../types.bicep'

@description('Name of the vault.')
@maxLength(24)
param name string
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('Whether what was deleted stays recoverable for 90 days, whatever anyone does. Can\'t be taken back.')
param purgeProtection bool
@description('How it is reached.')
param access Access
@description('Where its audit goes.')
param workspaceId string
@description('Where its audit is kept unchangeable; null: nowhere.')
param auditStorageId string?
@description('Whether deleting it needs the lock taken off first.')
param locked bool

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: purgeProtection ? 90 : 7
    // `false` is refused: the property is there or it is not.
    enablePurgeProtection: purgeProtection ? true : null
    publicNetworkAccess: access.isolation == 'privateEndpoints' ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: access.isolation == 'public' ? 'Allow' : 'Deny'
      virtualNetworkRules: map(access.subnetIds, id => { id: id })
    }
  }
}

resource keep 'Microsoft.Authorization/locks@2020-05-01' = if (locked) {
  scope: vault
  name: 'keep'
  properties: { level: 'CanNotDelete', notes: 'Holds what can not be made anew.' }
}

#disable-next-line use-recent-api-versions // the only version with tables of their own
resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'audit'
  properties: {
    workspaceId: workspaceId
    storageAccountId: auditStorageId
    logs: [{ category: 'AuditEvent', enabled: true }]
  }
}
