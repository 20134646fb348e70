metadata description = 'One workspace for every log, with a daily ceiling so that a loop in the logs costs no fortune.'

import { Tags } from '../types.bicep'

@description('Name of the workspace.')
param name string
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('Days kept; 31 cost nothing.')
@minValue(30)
@maxValue(730)
param retentionDays int = 31
@description('Gigabytes a day, then collecting stops until the next. Text, because Bicep has no fractions.')
param dailyCapGb string
@description('Rule that everything collected is changed by; null: none yet.')
param ruleId string?

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    defaultDataCollectionRuleResourceId: ruleId
    workspaceCapping: { dailyQuotaGb: json(dailyCapGb) }
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true }
  }
}
