metadata description = 'What runs, and what each part is told (docs/azure.md).'

import { App } from 'compute/container-apps.bicep'
import { Capacity } from 'compute/functions.bicep'
import { SignIn, SiteRegion } from 'compute/static-web-app.bicep'
import { OwnTenant, Shares, Subscription, textOf } from 'messaging/subscriptions.bicep'
import { Names } from 'names.bicep'
import { Images, Settings, Size, Subnets, Tags } from 'types.bicep'

@description('What everything is called.')
param names Names
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('Region of the site.')
param siteLocation SiteRegion
@description('Where the parts live in a network; null: there is none.')
param subnets Subnets?
@description('Where logs go.')
param workspaceId string
@description('Where telemetry goes. No secret: without an identity nothing is taken.')
param insightsConnectionString string
@description('Registry that images come from.')
param registryName string
@description('Image of each part, by digest; empty before the first is pushed.')
param images Images
@description('Whether execution and realtime run around the clock.')
param alwaysOn bool
@description('What a replica of execution and of realtime gets.')
param containerSize Size
@description('How many replicas of execution and of realtime share the work.')
param shares Shares
@description('What a replica of simulations gets.')
param simulationSize Size
@description('Replicas of simulations at the most.')
param simulationsAtMost int
@description('How much the Functions app gets.')
param functionsCapacity Capacity
@description('Who listens to what.')
param subscriptions Subscription[]
@description('Tenants whose messages go to subscriptions of their own.')
param ownSubscriptionTenants OwnTenant[]
@description('Containers of blobs: what parts share, and the package of the functions.')
param blobs { shared: string, package: string }
@description('Whether the vault lets nothing be purged.')
param purgeProtection bool
@description('Free, Standard or Premium.')
param pubSubSku 'Free_F1' | 'Standard_S1' | 'Premium_P1'
@description('Units of Web PubSub.')
param pubSubUnits int
@description('Whether prices go by Event Hubs.')
param enableEventHubs bool
@description('Whether there is a Redis.')
param enableRedis bool
@description('Own host name of the site, or none.')
param domain string
@description('Whether pages come from the edge that Static Web Apps brings.')
param enableEnterpriseEdge bool
@description('Client id and secret of the sign-in.')
param signIn SignIn

var hub = objectKeys(loadJsonContent('../resources/hubs.json'))[0]
var busHost = '${names.bus}.servicebus.windows.net'

var everyPart Settings = {
  AZURE_COSMOS_ENDPOINT: 'https://${names.cosmos}.documents.azure.com'
  AZURE_COSMOS_DATABASE: names.database
  AZURE_SERVICEBUS_ENDPOINT: busHost
  AZURE_WEBPUBSUB_ENDPOINT: 'https://${names.pubSub}.webpubsub.azure.com'
  AZURE_WEBPUBSUB_HUB: hub
  AZURE_BLOB_ENDPOINT: 'https://${names.storage}.blob.${environment().suffixes.storage}'
  AZURE_BLOB_CONTAINER: blobs.shared
  AZURE_KEYVAULT_ENDPOINT: 'https://${names.vault}${environment().suffixes.keyvaultDns}'
  AZURE_KEYVAULT_PURGE_PROTECTED: string(purgeProtection)
  OWN_SUBSCRIPTION_TENANTS: textOf(ownSubscriptionTenants)
  TRADETOWER_EXECUTION_SHARES: string(shares.execution)
  TRADETOWER_REALTIME_SHARES: string(shares.realtime)
  ...(enableEventHubs ? { AZURE_EVENTHUBS_ENDPOINT: '${names.eventHubs}.servicebus.windows.net' } : {})
  ...(enableRedis ? { AZURE_REDIS_ENDPOINT: '${names.redis}.${location}.redis.azure.net:10000' } : {})
}
var screens Settings = {
  WEBPUBSUB_TIER: pubSubSku == 'Free_F1' ? 'free' : 'standard'
  WEBPUBSUB_UNITS: string(pubSubUnits)
}

var apps App[] = [
  {
    part: 'execution'
    name: names.apps.execution
    identityName: names.identities.execution
    image: images.execution
    size: containerSize
    atRest: alwaysOn ? shares.execution : 0
    atMost: shares.execution
    messagesEach: 1
    settings: { ...everyPart, ...screens, TRADETOWER_MARKET: 'live' }
  }
  {
    part: 'realtime'
    name: names.apps.realtime
    identityName: names.identities.realtime
    image: images.realtime
    size: containerSize
    atRest: alwaysOn ? shares.realtime : 0
    atMost: shares.realtime
    messagesEach: 1
    settings: { ...everyPart, ...screens }
  }
  {
    part: 'simulations'
    name: names.apps.simulations
    identityName: names.identities.simulations
    image: images.simulations
    size: simulationSize
    atRest: 0
    atMost: simulationsAtMost
    messagesEach: 2
    settings: everyPart
  }
]

module containerEnvironment 'compute/container-apps-env.bicep' = {
  params: {
    name: names.containers
    location: location
    tags: tags
    subnetId: subnets.?containerApps
    workspaceId: workspaceId
  }
}

module containers 'compute/container-apps.bicep' = {
  params: {
    location: location
    tags: tags
    environmentId: resourceId('Microsoft.App/managedEnvironments', names.containers)
    registryServer: '${registryName}${environment().suffixes.acrLoginServer}'
    apps: apps
    busName: names.bus
    subscriptions: subscriptions
    insightsConnectionString: insightsConnectionString
  }
  dependsOn: [containerEnvironment]
}

module functions 'compute/functions.bicep' = {
  params: {
    name: names.functions
    planName: names.plan
    location: location
    tags: tags
    identityName: names.identities.functions
    storageName: names.storage
    packageContainer: blobs.package
    busHost: busHost
    capacity: functionsCapacity
    subnetId: subnets.?functions
    insightsConnectionString: insightsConnectionString
    settings: everyPart
  }
}

module site 'compute/static-web-app.bicep' = {
  params: {
    name: names.site
    location: siteLocation
    tags: tags
    functionsId: resourceId('Microsoft.Web/sites', names.functions)
    functionsRegion: location
    domain: domain
    enterpriseEdge: enableEnterpriseEdge
    signIn: signIn
  }
  dependsOn: [functions]
}

module functionsAuth 'compute/functions-auth.bicep' = {
  params: { functionsName: names.functions, siteHost: site.outputs.host }
}

@description('Host name that Azure gave the site.')
output siteHost string = site.outputs.host
