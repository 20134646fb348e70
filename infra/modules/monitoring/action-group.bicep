metadata description = 'Who is told: of every alert, and of what Azure itself says is ill.'

import { Tags } from '../types.bicep'

@description('Suffix of every name.')
param suffix string
@description('Tags of every resource.')
param tags Tags
@description('Who gets a mail.')
param emails string[]
@description('A webhook that hears of alerts too, as of Teams; or none.')
@secure()
param webhookUri string

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-people-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'people'
    enabled: true
    emailReceivers: [for (email, i) in emails: { name: 'mail${i}', emailAddress: email, useCommonAlertSchema: true }]
    webhookReceivers: empty(webhookUri) ? [] : [{ name: 'chat', serviceUri: webhookUri, useCommonAlertSchema: true }]
  }
}

resource health 'Microsoft.Insights/activityLogAlerts@2026-01-01' = {
  name: 'sev2-azure-health-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    description: 'Azure itself says that something this system stands on is ill.'
    enabled: true
    scopes: [subscription().id]
    condition: { allOf: [{ field: 'category', equals: 'ServiceHealth' }] }
    actions: { actionGroups: [{ actionGroupId: people.id }] }
  }
}
