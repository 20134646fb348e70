metadata description = 'How it is watched, and who is told.'

import { Names } from 'names.bicep'
import { Size, Tags } from 'types.bicep'

@description('What everything is called.')
param names Names
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('Who gets alerts and mails of the budget.')
param emails string[]
@description('A webhook that hears of alerts too.')
@secure()
param webhookUri string
@description('Whether execution and realtime are meant to run around the clock.')
param alwaysOn bool
@description('What a replica of theirs gets.')
param containerSize Size
@description('Whether Cosmos has a ceiling to come near to.')
param provisioned bool
@description('Whether alerts ask the logs too.')
param logAlerts bool
@description('Gigabytes of logs a day at the most, as text.')
param logDailyCapGb string
@description('USD a month that the resource group is meant to cost.')
param budgetAmount int
@description('First day of the month that the budget began in.')
param budgetStart string

module people 'monitoring/action-group.bicep' = {
  params: { suffix: names.suffix, tags: tags, emails: emails, webhookUri: webhookUri }
}
var actionGroupId = resourceId('Microsoft.Insights/actionGroups', 'ag-people-${names.suffix}')

module metricAlerts 'monitoring/metric-alerts.bicep' = {
  params: {
    names: names
    tags: tags
    actionGroupId: actionGroupId
    alwaysOn: alwaysOn
    containerSize: containerSize
    provisioned: provisioned
  }
  dependsOn: [people]
}

module askedAlerts 'monitoring/log-alerts.bicep' = if (logAlerts) {
  params: { names: names, location: location, tags: tags, actionGroupId: actionGroupId, dailyCapGb: logDailyCapGb }
  dependsOn: [people]
}

module budget 'monitoring/budget.bicep' = {
  params: { name: 'budget-${names.suffix}', amount: budgetAmount, startDate: budgetStart, emails: emails }
}
