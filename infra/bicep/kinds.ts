import type { NetworkKinds } from "./network-kinds.ts"

/** What a resource of a kind is made with, as far as it is looked at here. */
export interface Kinds extends NetworkKinds {
  readonly "Microsoft.App/containerApps": {
    readonly environmentId: string
    readonly configuration: {
      readonly activeRevisionsMode: string
      readonly identitySettings: ReadonlyArray<{ readonly identity: string }>
      readonly ingress?: unknown
      readonly registries: ReadonlyArray<{ readonly server: string; readonly identity: string }>
    }
    readonly template: {
      readonly terminationGracePeriodSeconds: number
      readonly containers: ReadonlyArray<{
        readonly name: string
        readonly image: string
        readonly resources: { readonly cpu: number; readonly memory: string }
        readonly env: ReadonlyArray<{ readonly name: string; readonly value: string }>
        readonly probes: ReadonlyArray<{
          readonly type: string
          readonly periodSeconds: number
          readonly failureThreshold: number
          readonly httpGet: { readonly path: string; readonly port: number }
        }>
      }>
      readonly scale: {
        readonly minReplicas: number
        readonly maxReplicas: number
        readonly rules: ReadonlyArray<{
          readonly custom: {
            readonly type: string
            readonly metadata: {
              readonly namespace: string
              readonly topicName: string
              readonly subscriptionName: string
              readonly messageCount: string
            }
            readonly identity: string
          }
        }>
      }
    }
  }
  readonly "Microsoft.App/managedEnvironments": {
    readonly vnetConfiguration?: { readonly infrastructureSubnetId: string }
  }
  readonly "Microsoft.Authorization/locks": { readonly level: string }
  readonly "Microsoft.Authorization/roleAssignments": {
    readonly principalId: string
    readonly principalType: string
    readonly roleDefinitionId: string
  }
  readonly "Microsoft.Cache/redisEnterprise": { readonly minimumTlsVersion: string }
  readonly "Microsoft.Cache/redisEnterprise/databases": { readonly accessKeysAuthentication: string }
  readonly "Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments": {
    readonly accessPolicyName: string
    readonly user: { readonly objectId: string }
  }
  readonly "Microsoft.Consumption/budgets": {
    readonly amount: number
    readonly category: string
    readonly timeGrain: string
    readonly timePeriod: { readonly startDate: string }
    readonly notifications: Readonly<
      Record<
        string,
        {
          readonly enabled: boolean
          readonly operator: string
          readonly threshold: number
          readonly thresholdType: string
          readonly contactEmails: ReadonlyArray<string>
        }
      >
    >
  }
  readonly "Microsoft.ContainerRegistry/registries": {
    readonly adminUserEnabled: boolean
    readonly anonymousPullEnabled: boolean
  }
  readonly "Microsoft.DocumentDB/databaseAccounts": {
    readonly disableLocalAuth: boolean
    readonly consistencyPolicy: { readonly defaultConsistencyLevel: string }
    readonly enableMultipleWriteLocations: boolean
    readonly enableFreeTier: boolean
    readonly locations: ReadonlyArray<unknown>
    readonly minimalTlsVersion: string
    readonly capabilities: ReadonlyArray<{ readonly name: string }>
    readonly publicNetworkAccess: string
    readonly isVirtualNetworkFilterEnabled: boolean
    readonly virtualNetworkRules: ReadonlyArray<{ readonly id: string }>
    readonly backupPolicy: { readonly type: string; readonly continuousModeProperties: { readonly tier: string } }
  }
  readonly "Microsoft.DocumentDB/databaseAccounts/sqlDatabases": { readonly options: Throughput }
  readonly "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers": {
    readonly resource: {
      readonly id: string
      readonly partitionKey: { readonly paths: ReadonlyArray<string>; readonly kind: string; readonly version: number }
      readonly defaultTtl?: number
      readonly indexingPolicy: {
        readonly indexingMode: string
        readonly includedPaths: ReadonlyArray<{ readonly path: string }>
        readonly excludedPaths: ReadonlyArray<{ readonly path: string }>
      }
    }
    readonly options: Throughput
  }
  readonly "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments": {
    readonly principalId: string
    readonly roleDefinitionId: string
    readonly scope: string
  }
  readonly "Microsoft.EventHub/namespaces": { readonly disableLocalAuth: boolean; readonly minimumTlsVersion: string }
  readonly "Microsoft.EventHub/namespaces/eventhubs": unknown
  readonly "Microsoft.EventHub/namespaces/eventhubs/consumergroups": unknown
  readonly "Microsoft.Insights/actionGroups": {
    readonly enabled: boolean
    readonly emailReceivers: ReadonlyArray<{ readonly emailAddress: string }>
  }
  readonly "Microsoft.Insights/activityLogAlerts": {
    readonly enabled: boolean
    readonly scopes: ReadonlyArray<string>
    readonly condition: { readonly allOf: ReadonlyArray<{ readonly field: string; readonly equals: string }> }
    readonly actions: { readonly actionGroups: ReadonlyArray<{ readonly actionGroupId: string }> }
  }
  readonly "Microsoft.Insights/components": { readonly WorkspaceResourceId: string }
  readonly "Microsoft.Insights/dataCollectionRules": {
    readonly dataFlows: ReadonlyArray<{ readonly streams: ReadonlyArray<string>; readonly transformKql: string }>
  }
  readonly "Microsoft.Insights/diagnosticSettings": {
    readonly storageAccountId?: string
    readonly workspaceId?: string
    readonly logs: ReadonlyArray<{
      readonly category?: string
      readonly categoryGroup?: string
      readonly enabled: boolean
    }>
  }
  readonly "Microsoft.Insights/metricAlerts": Alert & {
    readonly actions: ReadonlyArray<{ readonly actionGroupId: string }>
    readonly criteria: {
      readonly allOf: ReadonlyArray<{
        readonly metricName: string
        readonly metricNamespace: string
        readonly timeAggregation: string
        readonly operator: string
        readonly threshold: number
        readonly dimensions: ReadonlyArray<{
          readonly name: string
          readonly operator: string
          readonly values: ReadonlyArray<string>
        }>
      }>
    }
  }
  readonly "Microsoft.Insights/scheduledQueryRules": Alert & {
    readonly actions: { readonly actionGroups: ReadonlyArray<string> }
    readonly criteria: {
      readonly allOf: ReadonlyArray<{
        readonly query: string
        readonly operator: string
        readonly threshold: number
        readonly timeAggregation: string
        readonly failingPeriods: {
          readonly numberOfEvaluationPeriods: number
          readonly minFailingPeriodsToAlert: number
        }
      }>
    }
  }
  readonly "Microsoft.KeyVault/vaults": {
    readonly enableRbacAuthorization: boolean
    readonly enablePurgeProtection?: boolean
    readonly publicNetworkAccess: string
    readonly networkAcls: NetworkRules
  }
  readonly "Microsoft.ManagedIdentity/userAssignedIdentities": unknown
  readonly "Microsoft.OperationalInsights/workspaces": {
    readonly defaultDataCollectionRuleResourceId?: string
    readonly retentionInDays: number
    readonly workspaceCapping: { readonly dailyQuotaGb: number }
  }
  readonly "Microsoft.ServiceBus/namespaces": {
    readonly disableLocalAuth: boolean
    readonly minimumTlsVersion: string
    readonly publicNetworkAccess: string
  }
  readonly "Microsoft.ServiceBus/namespaces/topics": {
    readonly requiresDuplicateDetection: boolean
    readonly duplicateDetectionHistoryTimeWindow: string
    readonly defaultMessageTimeToLive: string
    readonly supportOrdering: boolean
  }
  readonly "Microsoft.ServiceBus/namespaces/topics/subscriptions": {
    readonly requiresSession: boolean
    readonly lockDuration: string
    readonly maxDeliveryCount: number
    readonly deadLetteringOnMessageExpiration: boolean
    readonly deadLetteringOnFilterEvaluationExceptions: boolean
  }
  readonly "Microsoft.ServiceBus/namespaces/topics/subscriptions/rules": {
    readonly filterType: string
    readonly sqlFilter?: { readonly sqlExpression: string }
    readonly correlationFilter?: { readonly properties: Readonly<Record<string, unknown>> }
  }
  readonly "Microsoft.SignalRService/webPubSub": unknown
  readonly "Microsoft.SignalRService/webPubSub/hubs": unknown
  readonly "Microsoft.Storage/storageAccounts": {
    readonly publicNetworkAccess: string
    readonly networkAcls: NetworkRules
  }
  readonly "Microsoft.Storage/storageAccounts/blobServices": unknown
  readonly "Microsoft.Storage/storageAccounts/blobServices/containers": unknown
  readonly "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies": {
    readonly immutabilityPeriodSinceCreationInDays: number
  }
  readonly "Microsoft.Web/sites": {
    readonly keyVaultReferenceIdentity: string
    readonly virtualNetworkSubnetId?: string
    readonly serverFarmId: string
    readonly functionAppConfig: {
      readonly runtime: { readonly name: string; readonly version: string }
      readonly deployment: {
        readonly storage: {
          readonly type: string
          readonly value: string
          readonly authentication: { readonly type: string; readonly userAssignedIdentityResourceId: string }
        }
      }
      readonly scaleAndConcurrency: {
        readonly instanceMemoryMB: number
        readonly maximumInstanceCount: number
        readonly alwaysReady: ReadonlyArray<{ readonly instanceCount: number }>
      }
    }
  }
  readonly "Microsoft.Web/serverfarms": { readonly reserved: boolean }
  readonly "Microsoft.Web/sites/basicPublishingCredentialsPolicies": unknown
  readonly "Microsoft.Web/sites/config": Readonly<Record<string, unknown>>
  readonly "Microsoft.Web/staticSites": { readonly enterpriseGradeCdnStatus: string }
  readonly "Microsoft.Web/staticSites/config": unknown
  readonly "Microsoft.Web/staticSites/customDomains": unknown
  readonly "Microsoft.Web/staticSites/linkedBackends": { readonly backendResourceId: string }
}

/** What alerts on metrics and on logs have in common. */
interface Alert {
  /** 1 to 4. */
  readonly severity: number
  readonly description: string
  readonly enabled: boolean
  readonly scopes: ReadonlyArray<string>
  /** ISO 8601, as `PT5M`. */
  readonly evaluationFrequency: string
  readonly windowSize: string
}

/** Whom a service lets in. */
interface NetworkRules {
  readonly bypass: string
  readonly defaultAction: string
  readonly virtualNetworkRules: ReadonlyArray<{ readonly id: string; readonly action?: string }>
}

interface Throughput {
  readonly autoscaleSettings?: { readonly maxThroughput: number }
}
