using '../main.bicep'
extends 'common.bicepparam'

// Production's shape at dev's price: what is tried here is a rollout, or a restore.
param environmentName = 'staging'
param isolation = 'public'
param alwaysOn = false
param simulationsAtMost = 1
param functionsCapacity = { memoryMB: 512, maximumInstances: 40, alwaysReady: 0, nodeVersion: '24' }
param cosmos = { capacity: 'serverless' }
param keyVaultPurgeProtection = false
param locks = false
param logAlerts = false
param logDailyCapGb = '0.15'
param budgetAmount = 30
param budgetStart = '2026-12-01'
