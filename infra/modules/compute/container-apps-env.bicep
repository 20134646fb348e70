metadata description = 'Where the containers run. Nothing reaches them from outside: they have no ingress.'

import { Tags } from '../types.bicep'

@description('Name of the environment.')
param name string
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('Subnet, or none for Azure\'s own network. Can\'t be changed afterwards.')
param subnetId string?
@description('Where what containers say goes.')
param workspaceId string

resource environment 'Microsoft.App/managedEnvironments@2026-01-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    // By a diagnostic setting: naming the workspace here would need its key.
    appLogsConfiguration: { destination: 'azure-monitor' }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
    vnetConfiguration: subnetId == null ? null : { infrastructureSubnetId: subnetId, internal: true }
    infrastructureResourceGroup: subnetId == null ? null : 'ME_${name}'
    zoneRedundant: false
  }
}

#disable-next-line use-recent-api-versions // the only version with tables of their own
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: environment
  name: 'logs'
  properties: { workspaceId: workspaceId, logs: [{ categoryGroup: 'allLogs', enabled: true }] }
}
