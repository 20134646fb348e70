using '../../main.bicep'
extends 'prod-plain.bicepparam'

// The bus has an address in the network alone; several replicas share the work; two tenants have subscriptions of their own, one is on its way back.
// Front Door has a host of our own.
param isolation = 'privateEndpoints'
param serviceBusSku = 'Premium'
param frontDoorSku = 'Premium_AzureFrontDoor'
param domain = 'tower.example'
param shares = { execution: 3, realtime: 2 }
param ownSubscriptionTenants = [
  { tenantId: 'ada' }
  { tenantId: 'ben', leaving: true }
]
