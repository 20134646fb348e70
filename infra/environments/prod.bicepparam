using '../main.bicep'
extends 'common.bicepparam'

// Trades around the clock.
param environmentName = 'prod'
param domain = readEnvironmentVariable('DOMAIN', '')
// Documents, blobs and secrets are closed to the internet. privateEndpoints: 23 USD a month more.
param isolation = 'serviceEndpoints'
param enableFrontDoor = true
param alwaysOn = true
param cosmos = { capacity: 'autoscale', sharedMaxRu: 1000, ordersMaxRu: 1000, freeTier: true }
param keyVaultPurgeProtection = true
param locks = true
// Seven years.
param auditDays = 2557
param auditLocked = readEnvironmentVariable('AUDIT_LOCKED', '') == 'true'
param logAlerts = true
param logDailyCapGb = '2'
param budgetAmount = 150
param budgetStart = '2026-12-01'
