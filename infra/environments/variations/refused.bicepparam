using '../../main.bicep'
extends 'dev-plain.bicepparam'

// What can't be: deploying this says why, in one sentence for each.
param enableNatGateway = true
param enableFrontDoor = true
param enableEnterpriseEdge = true
param domain = 'tower..example'
param enableEventHubs = true
param webPubSubUnits = 2
param ownSubscriptionTenants = [
  { tenantId: 'a-tenant-whose-name-is-longer-than-a-subscription-takes' }
  { tenantId: 'ada' }
  { tenantId: 'ada' }
]
param alertEmails = ['nobody']
param budgetStart = '2026-12-15'
