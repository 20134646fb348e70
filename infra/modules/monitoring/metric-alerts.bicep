metadata description = 'What Azure measures by itself. Sev1: act now. Sev2: today. Sev3: this week, mostly a reason to scale. Sev4: know it.'

import { Names } from '../names.bicep'
import { Size, Tags } from '../types.bicep'

@description('What everything is called.')
param names Names
@description('Tags of every resource.')
param tags Tags
@description('Who is told.')
param actionGroupId string
@description('Whether execution and realtime are meant to run around the clock.')
param alwaysOn bool
@description('What a replica of theirs gets.')
param containerSize Size
@description('Whether Cosmos has a ceiling to come near to.')
param provisioned bool

@description('An alert on a metric of one resource.')
type MetricAlert = {
  @description('Name.')
  name: string
  @description('What happened and what to do.')
  text: string
  @description('1 to 4.')
  severity: 1 | 2 | 3 | 4
  @description('Resource id.')
  of: string
  @description('Metric.')
  metric: string
  @description('How the values of a window are put together.')
  aggregation: 'Average' | 'Maximum' | 'Minimum' | 'Total' | 'Count'
  @description('How that is compared.')
  operator: 'GreaterThan' | 'LessThan'
  @description('With this.')
  threshold: int
  @description('Length of a window.')
  window: 'PT5M' | 'PT15M' | 'PT1H'
  @description('Dimension to split or pick by, if any.')
  dimension: Dimension?
}

@description('What a metric is split or picked by.')
type Dimension = {
  @description('Name.')
  name: string
  @description('Values, or a star.')
  values: string[]
}

var bus = resourceId('Microsoft.ServiceBus/namespaces', names.bus)
var cosmos = resourceId('Microsoft.DocumentDB/databaseAccounts', names.cosmos)

@description('Whole cores of a replica, and what comes behind the point.')
var cores = split(contains(containerSize.cpu, '.') ? containerSize.cpu : '${containerSize.cpu}.0', '.')

@description('80 % of them, in billionths of one.')
var busyCores = 800000 * (1000 * int(cores[0]) + int(take('${cores[1]}000', 3)))

var running MetricAlert[] = [
  {
    name: 'execution-down'
    text: 'No replica of execution for 5 minutes: no order goes out and no fill comes in. Look at its revision, then at its system log.'
    severity: 1
    of: resourceId('Microsoft.App/containerApps', names.apps.execution)
    metric: 'Replicas'
    aggregation: 'Maximum'
    operator: 'LessThan'
    threshold: 1
    window: 'PT5M'
  }
  {
    name: 'realtime-down'
    text: 'No replica of realtime for 5 minutes: screens stand still, trading goes on. Look at its revision, then at its system log.'
    severity: 2
    of: resourceId('Microsoft.App/containerApps', names.apps.realtime)
    metric: 'Replicas'
    aggregation: 'Maximum'
    operator: 'LessThan'
    threshold: 1
    window: 'PT5M'
  }
  {
    name: 'execution-busy'
    text: 'execution used over 80 % of its cores for an hour: a larger containerSize, up to 1 core; beyond that a reason for shares.execution.'
    severity: 3
    of: resourceId('Microsoft.App/containerApps', names.apps.execution)
    metric: 'UsageNanoCores'
    aggregation: 'Average'
    operator: 'GreaterThan'
    threshold: busyCores
    window: 'PT1H'
  }
  {
    name: 'realtime-busy'
    text: 'realtime used over 80 % of its cores for an hour: a larger containerSize, up to 1 core; beyond that a reason for shares.realtime.'
    severity: 3
    of: resourceId('Microsoft.App/containerApps', names.apps.realtime)
    metric: 'UsageNanoCores'
    aggregation: 'Average'
    operator: 'GreaterThan'
    threshold: busyCores
    window: 'PT1H'
  }
]

var always MetricAlert[] = [
  {
    name: 'dead-letters'
    text: 'More than 10 dead letters in one topic: an order may never have been placed. FailedMessages says which.'
    severity: 2
    of: bus
    metric: 'DeadletteredMessages'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 10
    window: 'PT5M'
    dimension: { name: 'EntityName', values: ['*'] }
  }
  {
    name: 'market-data-backlog'
    text: 'Over 1,000 prices waiting for an hour: a reason for enableEventHubs.'
    severity: 3
    of: bus
    metric: 'ActiveMessages'
    aggregation: 'Minimum'
    operator: 'GreaterThan'
    threshold: 1000
    window: 'PT1H'
    dimension: { name: 'EntityName', values: ['market-data'] }
  }
  {
    name: 'market-data-rate'
    text: 'Over 500 prices a second for an hour: a reason for enableEventHubs.'
    severity: 3
    of: bus
    metric: 'IncomingMessages'
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 1800000
    window: 'PT1H'
    dimension: { name: 'EntityName', values: ['market-data'] }
  }
  {
    name: 'throttled-messages'
    text: 'Service Bus refused over 100 requests in 15 minutes: a reason for serviceBusSku Premium.'
    severity: 3
    of: bus
    metric: 'ThrottledRequests'
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 100
    window: 'PT15M'
  }
  {
    name: 'simulations-wait'
    text: 'Over 10 backtests, or as many parts of sweeps, waiting for an hour: a reason for a higher simulationsAtMost.'
    severity: 3
    of: bus
    metric: 'ActiveMessages'
    aggregation: 'Minimum'
    operator: 'GreaterThan'
    threshold: 10
    window: 'PT1H'
    dimension: { name: 'EntityName', values: ['backtest-jobs', 'sweep-jobs'] }
  }
  {
    name: 'throttled-documents'
    text: 'Cosmos refused over 100 requests in 15 minutes: a higher ceiling, or one tenant that asks too much.'
    severity: 3
    of: cosmos
    metric: 'TotalRequests'
    aggregation: 'Count'
    operator: 'GreaterThan'
    threshold: 100
    window: 'PT15M'
    dimension: { name: 'StatusCode', values: ['429'] }
  }
  {
    name: 'vault-refuses'
    text: 'The vault refused someone over 5 times in 15 minutes: a missing role, or a stranger.'
    severity: 2
    of: resourceId('Microsoft.KeyVault/vaults', names.vault)
    metric: 'ServiceApiResult'
    aggregation: 'Count'
    operator: 'GreaterThan'
    threshold: 5
    window: 'PT15M'
    dimension: { name: 'StatusCode', values: ['401', '403'] }
  }
]

var ceiling MetricAlert[] = [
  {
    name: 'documents-near-ceiling'
    text: 'Over 80 % of the RU/s ceiling for an hour: raise sharedMaxRu or ordersMaxRu.'
    severity: 3
    of: cosmos
    metric: 'NormalizedRUConsumption'
    aggregation: 'Average'
    operator: 'GreaterThan'
    threshold: 80
    window: 'PT1H'
  }
]

var askedEvery = { PT5M: 'PT1M', PT15M: 'PT5M', PT1H: 'PT15M' }

resource alert 'Microsoft.Insights/metricAlerts@2026-01-01' = [
  for each in concat(alwaysOn ? running : [], always, provisioned ? ceiling : []): {
    name: 'sev${each.severity}-${each.name}-${names.suffix}'
    location: 'global'
    tags: tags
    properties: {
      description: each.text
      severity: each.severity
      enabled: true
      scopes: [each.of]
      evaluationFrequency: askedEvery[each.window]
      windowSize: each.window
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: each.name
            metricNamespace: '${split(each.of, '/')[6]}/${split(each.of, '/')[7]}'
            metricName: each.metric
            timeAggregation: each.aggregation
            operator: each.operator
            threshold: each.threshold
            dimensions: each.?dimension == null
              ? []
              : [{ name: each.?dimension.?name!, operator: 'Include', values: each.?dimension.?values! }]
          }
        ]
      }
      actions: [{ actionGroupId: actionGroupId }]
    }
  }
]
