using '../../main.bicep'
extends 'prod-plain.bicepparam'

// Every flag on.
param isolation = 'privateEndpoints'
param webPubSubSku = 'Standard_S1'
param enableNatGateway = true
param enableEventHubs = true
param enableRedis = true
param cosmos = { capacity: 'autoscale', sharedMaxRu: 1000, ordersMaxRu: 1000, freeTier: false }
param cosmosBackup = 'Continuous30Days'
