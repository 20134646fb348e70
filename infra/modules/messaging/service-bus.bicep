metadata description = 'The bus: topics, subscriptions and what each of those takes.'

import { Tags } from '../types.bicep'
import { Subscription, topics } from 'subscriptions.bicep'

@description('Name of the namespace.')
@maxLength(50)
param name string
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('Standard, or Premium: for a private endpoint, or where docs/scale.md meets Standard\'s wall. A namespace keeps the one that it was made with.')
param sku 'Standard' | 'Premium'
@description('Whether it answers on the internet; only Premium can be closed.')
param publicAccess bool
@description('Who listens to what.')
param subscriptions Subscription[]
@description('Where its audit goes.')
param workspaceId string

resource bus 'Microsoft.ServiceBus/namespaces@2026-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku, tier: sku }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
  }
}

resource topic 'Microsoft.ServiceBus/namespaces/topics@2026-01-01' = [
  for entry in topics: {
    parent: bus
    name: entry.name
    properties: {
      defaultMessageTimeToLive: entry.?ttlSeconds == null ? 'P14D' : 'PT${entry.?ttlSeconds!}S'
      requiresDuplicateDetection: true
      duplicateDetectionHistoryTimeWindow: 'PT${entry.duplicateMinutes}M'
      supportOrdering: entry.sessions
      maxSizeInMegabytes: 1024
    }
  }
]

resource subscription 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2026-01-01' = [
  for entry in subscriptions: {
    name: '${name}/${entry.topic.name}/${entry.name}'
    properties: {
      requiresSession: entry.topic.sessions
      lockDuration: 'PT${entry.topic.lockSeconds}S'
      maxDeliveryCount: entry.topic.maxDeliveries
      // What is too old to be of use is dropped; what never found a receiver is looked into.
      deadLetteringOnMessageExpiration: entry.topic.?ttlSeconds == null
      deadLetteringOnFilterEvaluationExceptions: true
    }
    dependsOn: [topic]
  }
]

// `$Default` is the rule that Azure makes by itself: naming it replaces "everything". A tenant's own subscription looks
// for equality alone, which costs less than SQL.
resource rule 'Microsoft.ServiceBus/namespaces/topics/subscriptions/rules@2026-01-01' = [
  for entry in subscriptions: {
    name: '${name}/${entry.topic.name}/${entry.name}/$Default'
    properties: entry.?tenantId == null
      ? { filterType: 'SqlFilter', sqlFilter: { sqlExpression: entry.filter } }
      : {
          filterType: 'CorrelationFilter'
          correlationFilter: { properties: { tenantId: entry.?tenantId } }
        }
    dependsOn: [subscription]
  }
]

#disable-next-line use-recent-api-versions // the only version with tables of their own
resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: bus
  name: 'audit'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: concat(
      [{ category: 'OperationalLogs', enabled: true }],
      // Who sent and received, by the minute: Premium alone has it.
      sku == 'Premium' ? [{ category: 'RuntimeAuditLogs', enabled: true }] : []
    )
  }
}
