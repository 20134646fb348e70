metadata description = 'Private endpoints of the services whose SKU may have one, with their zones and records.'

import { Names } from '../names.bicep'
import { Tags } from '../types.bicep'

@description('What everything is called.')
param names Names
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('Subnet that the endpoints live in.')
param subnetId string
@description('Whether the bus has one: on Premium alone.')
param bus bool
@description('Whether Web PubSub has one: not on Free.')
param pubSub bool

var targets = concat(
  [
    {
      name: 'cosmos'
      id: resourceId('Microsoft.DocumentDB/databaseAccounts', names.cosmos)
      group: 'Sql'
      zone: 'privatelink.documents.azure.com'
    }
    {
      name: 'kv'
      id: resourceId('Microsoft.KeyVault/vaults', names.vault)
      group: 'vault'
      zone: 'privatelink.vaultcore.azure.net'
    }
    {
      name: 'st'
      id: resourceId('Microsoft.Storage/storageAccounts', names.storage)
      group: 'blob'
      zone: 'privatelink.blob.${environment().suffixes.storage}'
    }
  ],
  bus
    ? [
        {
          name: 'sb'
          id: resourceId('Microsoft.ServiceBus/namespaces', names.bus)
          group: 'namespace'
          zone: 'privatelink.servicebus.windows.net'
        }
      ]
    : [],
  pubSub
    ? [
        {
          name: 'wps'
          id: resourceId('Microsoft.SignalRService/webPubSub', names.pubSub)
          group: 'webpubsub'
          zone: 'privatelink.webpubsub.azure.com'
        }
      ]
    : []
)

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for target in targets: {
    name: target.zone
    location: 'global'
    tags: tags
  }
]

resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (target, i) in targets: {
    parent: zone[i]
    name: 'network'
    location: 'global'
    tags: tags
    properties: {
      virtualNetwork: { id: resourceId('Microsoft.Network/virtualNetworks', names.network) }
      registrationEnabled: false
    }
  }
]

resource endpoint 'Microsoft.Network/privateEndpoints@2026-01-01' = [
  for target in targets: {
    name: 'pe-${target.name}-${names.suffix}'
    location: location
    tags: tags
    properties: {
      subnet: { id: subnetId }
      customNetworkInterfaceName: 'nic-pe-${target.name}-${names.suffix}'
      privateLinkServiceConnections: [
        { name: target.name, properties: { privateLinkServiceId: target.id, groupIds: [target.group] } }
      ]
    }
  }
]

resource records 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2026-01-01' = [
  for (target, i) in targets: {
    parent: endpoint[i]
    name: 'default'
    properties: { privateDnsZoneConfigs: [{ name: target.name, properties: { privateDnsZoneId: zone[i].id } }] }
  }
]
