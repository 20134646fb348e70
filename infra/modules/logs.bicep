metadata description = 'Where logs are kept, and what is left out of them.'

import { Tags } from 'types.bicep'

@description('Name of the workspace.')
param name string
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('Gigabytes a day at the most, as text.')
param dailyCapGb string

var ruleName = 'dcr-${name}'

module workspace 'monitoring/log-analytics.bicep' = {
  params: { name: name, location: location, tags: tags, dailyCapGb: dailyCapGb }
}

module withoutTokens 'monitoring/without-tokens.bicep' = {
  params: { name: ruleName, location: location, tags: tags, workspaceName: name }
  dependsOn: [workspace]
}

// In a second step, for the rule asks for the workspace and the workspace for the rule. Whether a deployment between the
// two lets a token through is not known: each is good for as long as its trader leaves it.
module obeys 'monitoring/log-analytics.bicep' = {
  params: {
    name: name
    location: location
    tags: tags
    dailyCapGb: dailyCapGb
    ruleId: resourceId('Microsoft.Insights/dataCollectionRules', ruleName)
  }
  dependsOn: [withoutTokens]
}
