metadata description = 'Images, pulled by identity only.'

import { Tags } from '../types.bicep'

@description('Name of the registry.')
@maxLength(50)
param name string
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Basic' }
  properties: {
    adminUserEnabled: false
    anonymousPullEnabled: false
    dataEndpointEnabled: false
    publicNetworkAccess: 'Enabled'
  }
}
