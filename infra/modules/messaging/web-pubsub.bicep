metadata description = 'Live messages to screens: the hubs of infra/resources/hubs.json.'

import { Tags } from '../types.bicep'

@description('Name of the service.')
@maxLength(63)
param name string
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('Free: 20 screens, 20,000 messages a day. Standard: 1,000 screens. Premium: a private endpoint too.')
param sku 'Free_F1' | 'Standard_S1' | 'Premium_P1'
@description('How many units of it.')
@minValue(1)
param units int

resource service 'Microsoft.SignalRService/webPubSub@2024-03-01' = {
  name: name
  location: location
  tags: tags
  kind: 'WebPubSub'
  sku: { name: sku, capacity: units }
  properties: {
    disableLocalAuth: true
    publicNetworkAccess: 'Enabled'
    tls: { clientCertEnabled: false }
  }

  resource hub 'hubs' = [
    for name in objectKeys(loadJsonContent('../../resources/hubs.json')): {
      name: name
      properties: { anonymousConnectPolicy: 'deny', eventHandlers: [], webSocketKeepAliveIntervalInSeconds: 20 }
    }
  ]
}
