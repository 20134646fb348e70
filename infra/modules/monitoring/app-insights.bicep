metadata description = 'Traces and metrics. Only an identity may write them.'

import { Tags } from '../types.bicep'

@description('Name of the component.')
param name string
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('Workspace it keeps everything in.')
param workspaceId string

resource component 'Microsoft.Insights/components@2020-02-02' = {
  name: name
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspaceId
    IngestionMode: 'LogAnalytics'
    DisableLocalAuth: true
    DisableIpMasking: false
  }
}

@description('Where to send to. No secret: without an identity nothing is taken.')
output connectionString string = component.properties.ConnectionString
