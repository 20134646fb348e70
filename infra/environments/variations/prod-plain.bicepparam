using '../../main.bicep'
extends '../common.bicepparam'

// What the variations of prod are made of: what prod itself buys changes none of them.
param environmentName = 'prod'
param isolation = 'serviceEndpoints'
param enableFrontDoor = true
param alwaysOn = true
param cosmos = { capacity: 'autoscale', sharedMaxRu: 1000, ordersMaxRu: 1000, freeTier: true }
param keyVaultPurgeProtection = true
param locks = true
param auditDays = 2557
param logAlerts = true
param logDailyCapGb = '2'
param budgetAmount = 150
param budgetStart = '2026-12-01'
