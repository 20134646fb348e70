metadata description = 'Who may reach what, and by which way: roles, images, private endpoints.'

import { Subscription } from 'messaging/subscriptions.bicep'
import { Names } from 'names.bicep'
import { Registry, Tags } from 'types.bicep'

@description('What everything is called.')
param names Names
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('Who listens to what.')
param subscriptions Subscription[]
@description('Container of the blobs that parts share.')
param blobContainer string
@description('Registry that all environments share; null: this one has its own.')
param sharedRegistry Registry?
@description('Subnet that private endpoints live in; null: there are none.')
param endpointsSubnetId string?
@description('Whether the bus has one: on Premium alone.')
param privateBus bool
@description('Whether Web PubSub has one: not on Free.')
param privatePubSub bool

module roles 'identity/role-assignments.bicep' = {
  params: { names: names, subscriptions: subscriptions, blobContainer: blobContainer }
}

module registry 'compute/container-registry.bicep' = if (sharedRegistry == null) {
  params: { name: names.registry, location: location, tags: tags }
}

module pull 'identity/registry-pull.bicep' = {
  scope: resourceGroup(sharedRegistry.?resourceGroup ?? resourceGroup().name)
  params: {
    registryName: sharedRegistry.?name ?? names.registry
    identityNames: map(['execution', 'realtime', 'simulations'], part => names.identities[part])
    identityResourceGroup: resourceGroup().name
  }
  dependsOn: [registry]
}

module privateEndpoints 'security/private-endpoints.bicep' = if (endpointsSubnetId != null) {
  params: {
    names: names
    location: location
    tags: tags
    subnetId: endpointsSubnetId ?? ''
    bus: privateBus
    pubSub: privatePubSub
  }
}
