metadata description = 'What passes between the parts, and from them to screens.'

import { Subscription } from 'messaging/subscriptions.bicep'
import { Names } from 'names.bicep'
import { Tags } from 'types.bicep'

@description('What everything is called.')
param names Names
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('Standard, or Premium.')
param busSku 'Standard' | 'Premium'
@description('Whether the bus answers on the internet.')
param busPublic bool
@description('Who listens to what.')
param subscriptions Subscription[]
@description('Where the bus\'s audit goes.')
param workspaceId string
@description('Free, Standard or Premium.')
param pubSubSku 'Free_F1' | 'Standard_S1' | 'Premium_P1'
@description('Units of Web PubSub.')
param pubSubUnits int
@description('Whether prices go by Event Hubs.')
param enableEventHubs bool

module bus 'messaging/service-bus.bicep' = {
  params: {
    name: names.bus
    location: location
    tags: tags
    sku: busSku
    publicAccess: busPublic
    subscriptions: subscriptions
    workspaceId: workspaceId
  }
}

module pubSub 'messaging/web-pubsub.bicep' = {
  params: { name: names.pubSub, location: location, tags: tags, sku: pubSubSku, units: pubSubUnits }
}

module eventHubs 'messaging/event-hubs.bicep' = if (enableEventHubs) {
  params: { name: names.eventHubs, location: location, tags: tags, identities: names.identities }
}
