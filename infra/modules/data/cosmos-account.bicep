metadata description = 'The account of all documents: identities only, strong reads in one region, restored to any second.'

import { Access, Tags } from '../types.bicep'

@description('Name of the account.')
@maxLength(44)
param name string
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('Pay per request, or per provisioned RU/s.')
param serverless bool
@description('The first 1,000 RU/s and 25 GB for nothing; for one account of a subscription, chosen at its creation.')
param freeTier bool
@description('How far back a restore can go. 7 days cost nothing.')
param backup 'Continuous7Days' | 'Continuous30Days'
@description('How it is reached.')
param access Access
@description('Where its audit goes.')
param workspaceId string
@description('Whether deleting it needs the lock taken off first.')
param locked bool

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-10-15' = {
  name: name
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: [{ locationName: location, failoverPriority: 0, isZoneRedundant: false }]
    // docs/decisions/strong-reads.md: whoever reads sees what anyone was told is written.
    consistencyPolicy: { defaultConsistencyLevel: 'Strong' }
    capabilities: serverless ? [{ name: 'EnableServerless' }] : []
    enableFreeTier: freeTier
    enableMultipleWriteLocations: false
    enableAutomaticFailover: false
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: access.isolation == 'privateEndpoints' ? 'Disabled' : 'Enabled'
    isVirtualNetworkFilterEnabled: access.isolation == 'serviceEndpoints'
    virtualNetworkRules: map(access.subnetIds, id => { id: id })
    backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: backup } }
  }
}

resource keep 'Microsoft.Authorization/locks@2020-05-01' = if (locked) {
  scope: account
  name: 'keep'
  properties: { level: 'CanNotDelete', notes: 'Holds what can not be made anew.' }
}

#disable-next-line use-recent-api-versions // the only version with tables of their own
resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: account
  name: 'audit'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [{ category: 'ControlPlaneRequests', enabled: true }]
  }
}
