metadata description = 'What the parts count and log themselves. Each question costs: 1.50 USD a month every 5 minutes, 0.50 every 15 or more seldom.'

import { Names } from '../names.bicep'
import { Tags } from '../types.bicep'

@description('What everything is called.')
param names Names
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('Who is told.')
param actionGroupId string
@description('Gigabytes of logs a day at the most, as text.')
param dailyCapGb string

@description('An alert on what was logged: any row is a reason.')
type LogAlert = {
  @description('Name.')
  name: string
  @description('What happened and what to do.')
  text: string
  @description('1 to 4.')
  severity: 1 | 2 | 3 | 4
  @description('What it is asked.')
  query: string
  @description('How often.')
  every: 'PT5M' | 'PT15M' | 'PT1H' | 'P1D'
  @description('How far it looks back.')
  window: 'PT5M' | 'PT15M' | 'PT1H' | 'P1D'
}

// Not Application Insights: it knows the same tables by older names alone.
var workspaceId = resourceId('Microsoft.OperationalInsights/workspaces', names.logs)

var alerts LogAlert[] = [
  {
    name: 'order-unknown'
    text: 'What became of an order has been unknown for 5 minutes. Look it up at the broker by its client order id.'
    severity: 1
    query: 'AppMetrics | where Name == "unknown-orders.oldest-seconds" | summarize worst = max(Max) | where worst > 300'
    every: 'PT5M'
    window: 'PT5M'
  }
  {
    name: 'raised'
    text: 'A part asks for somebody to look; its log says what for and what to do.'
    severity: 2
    query: 'AppTraces | where isnotempty(Properties["alert"])'
    every: 'PT15M'
    window: 'PT15M'
  }
  {
    name: 'order-latency'
    text: 'Placing an order at its broker took over 500 ms at the 95th percentile.'
    severity: 2
    query: 'AppDependencies | where Name == "Exchange.place" | summarize p95 = percentile(DurationMs, 95), n = count() | where n > 5 and p95 > 500'
    every: 'PT15M'
    window: 'PT15M'
  }
  {
    name: 'bot-failures'
    text: 'A run is held because its records don\'t add up. Its page and the log say where.'
    severity: 2
    query: 'AppMetrics | where Name == "runs-broken" | summarize n = sum(Sum) | where n > 0'
    every: 'PT15M'
    window: 'PT1H'
  }
  {
    name: 'api-errors'
    text: 'Over 5 % of requests failed.'
    severity: 2
    // The Functions host says what was answered, as the app's name; of each request kept it says how many it stands for.
    query: 'AppRequests | where AppRoleName =~ "${names.functions}" | summarize bad = sumif(ItemCount, toint(ResultCode) >= 500), n = sum(ItemCount) | where n > 20 and bad * 20 > n'
    every: 'PT15M'
    window: 'PT15M'
  }
  {
    name: 'screen-messages'
    text: 'Over 18,000 messages to screens in a day, of the free 20,000: a reason for webPubSubSku Standard_S1.'
    severity: 3
    // Web PubSub has no metric for it: realtime counts what it sends.
    query: 'AppMetrics | where Name == "live-messages" | summarize n = sum(Sum) | where n > 18000'
    every: 'P1D'
    window: 'P1D'
  }
  {
    name: 'log-volume'
    text: 'Logs are near the daily cap; beyond it nothing is collected until tomorrow.'
    severity: 4
    query: 'Usage | where IsBillable | summarize gb = sum(Quantity) / 1000.0 | where gb > 0.75 * ${dailyCapGb}'
    every: 'P1D'
    window: 'P1D'
  }
]

resource alert 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for each in alerts: {
    name: 'sev${each.severity}-${each.name}-${names.suffix}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: each.name
      description: each.text
      severity: each.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: each.every
      windowSize: each.window
      autoMitigate: each.every != 'P1D'
      // A table appears with its first row: before that a question about it is not valid.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: each.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [actionGroupId] }
    }
  }
]
