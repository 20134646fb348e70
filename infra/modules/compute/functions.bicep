metadata description = 'The API, the webhooks, the engine and the timers, on Flex Consumption.'

import { Settings, Tags } from '../types.bicep'

@export()
@description('How much the Functions app gets.')
type Capacity = {
  @description('Memory of an instance, MB.')
  memoryMB: 512 | 2048 | 4096
  @description('Instances at the most.')
  @minValue(1)
  @maxValue(1000)
  maximumInstances: int
  @description('Instances for HTTP that never sleep; each costs about 20 USD a month at 2 GB.')
  @minValue(0)
  alwaysReady: int
  @description('Version of Node.')
  nodeVersion: '22' | '24'
}

@description('Name of the app.')
@maxLength(60)
param name string
@description('Name of its plan.')
param planName string
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('Identity it runs as.')
param identityName string
@description('Account of its package and of what the host keeps.')
param storageName string
@description('Container of the package.')
param packageContainer string
@description('Host of the bus that its triggers listen to.')
param busHost string
@description('How much it gets.')
param capacity Capacity
@description('Subnet its traffic leaves through, or none.')
param subnetId string?
@description('Where telemetry goes. No secret: without an identity nothing is taken.')
param insightsConnectionString string
@description('What it is told.')
param settings Settings

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    // The site in front reaches it over the internet; who else asks is refused by functions-auth.bicep.
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: subnetId
    keyVaultReferenceIdentity: identity.id
    siteConfig: { minTlsVersion: '1.2', http20Enabled: true, ftpsState: 'Disabled', remoteDebuggingEnabled: false }
    functionAppConfig: {
      runtime: { name: 'node', version: capacity.nodeVersion }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: 'https://${storageName}.blob.${environment().suffixes.storage}/${packageContainer}'
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identity.id }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: capacity.memoryMB
        maximumInstanceCount: capacity.maximumInstances
        alwaysReady: capacity.alwaysReady == 0 ? [] : [{ name: 'http', instanceCount: capacity.alwaysReady }]
      }
    }
  }

  // Flex refuses FUNCTIONS_EXTENSION_VERSION, FUNCTIONS_WORKER_RUNTIME and the WEBSITE_ settings of other plans.
  resource appSettings 'config' = {
    name: 'appsettings'
    properties: {
      AzureWebJobsStorage__accountName: storageName
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identity.properties.clientId
      // `ServiceBus` is the connection that api/src/functions.ts names.
      ServiceBus__fullyQualifiedNamespace: busHost
      ServiceBus__credential: 'managedidentity'
      ServiceBus__clientId: identity.properties.clientId
      APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
      AZURE_CLIENT_ID: identity.properties.clientId
      ...settings
    }
  }

  resource noFtp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noBasic 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}
