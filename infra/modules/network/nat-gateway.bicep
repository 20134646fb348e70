metadata description = 'One fixed address to go out by, for brokers that admit known addresses only.'

import { Tags } from '../types.bicep'

@description('Name of the gateway.')
param name string
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags

resource address 'Microsoft.Network/publicIPAddresses@2026-01-01' = {
  name: 'pip-${name}'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

resource gateway 'Microsoft.Network/natGateways@2026-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: { idleTimeoutInMinutes: 30, publicIpAddresses: [{ id: address.id }] }
}

@description('The address to give to a broker.')
output address string = address.properties.ipAddress
