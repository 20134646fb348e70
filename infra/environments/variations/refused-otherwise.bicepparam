using '../../main.bicep'
extends 'dev-plain.bicepparam'

// What can't be, and can't be said beside what refused.bicepparam asks for.
param frontDoorSku = 'Premium_AzureFrontDoor'
param domain = 'https://tower.example'
param containerSize = { cpu: '0.3', memory: '0.6Gi' }
param functionsCapacity = { memoryMB: 512, maximumInstances: 1, alwaysReady: 2, nodeVersion: '24' }
param sharedRegistry = { name: '', resourceGroup: 'rg-tradetower-shared' }
param auditLocked = true
param logDailyCapGb = '2.'
param ownSubscriptionTenants = concat(
  map(range(10, 40), i => { tenantId: 'abcdefghijklmnopqrstuvwxyz01234567${i}' }),
  [{ tenantId: 'ben.b' }]
)
param alertEmails = ['ops@nowhere.']
param budgetStart = '2026-13-01'
param cosmos = { capacity: 'autoscale', sharedMaxRu: 1500, ordersMaxRu: 1000, freeTier: false }
param cosmosRestoredName = 'Cosmos_X'
