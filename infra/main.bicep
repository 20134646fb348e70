metadata name = 'TradingTower'
metadata description = 'Everything TradingTower runs on, in one resource group. An environment is a parameter file.'

import { Capacity } from 'modules/compute/functions.bicep'
import { SignIn, SiteRegion } from 'modules/compute/static-web-app.bicep'
import { CosmosCapacity } from 'modules/data.bicep'
import { OwnTenant, Shares, subscriptionsOf } from 'modules/messaging/subscriptions.bicep'
import { Names, namesOf } from 'modules/names.bicep'
import * as refuse from 'modules/refusals.bicep'
import { Access, Images, Isolation, Registry, Size, Tags } from 'modules/types.bicep'

targetScope = 'resourceGroup'

// ---- which environment, and where
@description('Which environment this is.')
param environmentName 'dev' | 'staging' | 'prod'
@description('Region of everything but the site.')
param location string = resourceGroup().location
@description('Region of the site.')
param siteLocation SiteRegion
@description('Own host name, or none.')
param domain string = ''
@description('How data services are reached. To or from `public` only with a new Container Apps environment.')
param isolation Isolation

// ---- what is bought when it is needed
@description('Enable Front Door: a firewall in front of the site.')
param enableFrontDoor bool = false
@description('Premium adds Microsoft\'s managed firewall rules.')
param frontDoorSku 'Standard_AzureFrontDoor' | 'Premium_AzureFrontDoor' = 'Standard_AzureFrontDoor'
@description('Enable the edge that Static Web Apps brings, in place of a Front Door of our own: a cache, no firewall.')
param enableEnterpriseEdge bool = false
@description('Enable a NAT gateway, where a broker admits known addresses only.')
param enableNatGateway bool = false
@description('Enable Event Hubs for prices, above 500 a second.')
param enableEventHubs bool = false
@description('Enable Redis: instances of the functions count alerts together, and a last price is seconds old.')
param enableRedis bool = false
@description('Standard, or Premium: for a private endpoint, or where docs/scale.md meets Standard\'s wall. Another SKU is another namespace.')
param serviceBusSku 'Standard' | 'Premium' = 'Standard'
@description('Free up to 20 screens and 20,000 messages a day.')
param webPubSubSku 'Free_F1' | 'Standard_S1' | 'Premium_P1' = 'Free_F1'
@description('Units of Web PubSub, each 1,000 screens and a million messages a day; Free has one.')
@minValue(1)
@maxValue(100)
param webPubSubUnits int = 1
@description('Tenants whose messages go to subscriptions of their own.')
param ownSubscriptionTenants OwnTenant[] = []

// ---- what runs
@description('Images of the parts in containers, by digest; empty before the first is pushed.')
param images Images = { execution: '', realtime: '', simulations: '' }
@description('A registry that all environments share; null makes one here.')
param sharedRegistry Registry?
@description('Whether execution and realtime run around the clock, or only while something waits for them.')
param alwaysOn bool
@description('What a replica of execution and of realtime gets. 0.25 cores and 0.5 Gi is the least there is.')
param containerSize Size = { cpu: '0.25', memory: '0.5Gi' }
@description('How many replicas of execution and of realtime share the work.')
param shares Shares = { execution: 1, realtime: 1 }
@description('What a replica of simulations gets.')
param simulationSize Size = { cpu: '1', memory: '2Gi' }
@description('Replicas of simulations at the most; none while no backtest waits.')
@minValue(1)
@maxValue(100)
param simulationsAtMost int = 4
@description('How much the Functions app gets.')
param functionsCapacity Capacity = { memoryMB: 2048, maximumInstances: 40, alwaysReady: 0, nodeVersion: '24' }
@description('Client id and secret of the sign-in, as the rendered staticwebapp.config.json names them.')
param signIn SignIn = {}

// ---- what is kept
@description('How documents are paid.')
param cosmos CosmosCapacity
@description('How far back documents can be restored.')
param cosmosBackup 'Continuous7Days' | 'Continuous30Days' = 'Continuous7Days'
@description('A restored account to stand on in place of the usual one: Cosmos restores into a new one only.')
@maxLength(44)
param cosmosRestoredName string = ''
@description('Keeps deleted secrets for 90 days whatever anyone does. Can\'t be taken back.')
param keyVaultPurgeProtection bool
@description('Keeps documents, vault and its audit from being deleted by mistake.')
param locks bool
@description('Days that the vault\'s audit is kept where nobody can change it; null: in the logs alone.')
@minValue(1)
param auditDays int?
@description('Whether that was locked by hand: Azure then takes the policy no more, not even the same.')
param auditLocked bool = false

// ---- how it is watched
@description('Who gets alerts and mails of the budget.')
@minLength(1)
param alertEmails string[]
@description('A webhook that hears of alerts too.')
@secure()
param alertWebhookUri string = ''
@description('Whether alerts ask the logs too, about 5 USD a month.')
param logAlerts bool
@description('Gigabytes of logs a day at the most, as text; 5 a month cost nothing.')
param logDailyCapGb string
@description('USD a month that the resource group is meant to cost.')
@minValue(1)
param budgetAmount int
@description('First day of the month that the budget began in; never changed afterwards.')
param budgetStart string

// ---- what can't be

var subscriptions = subscriptionsOf(ownSubscriptionTenants, shares)
var refused = concat(
  refuse.nat(enableNatGateway, isolation),
  refuse.frontDoor(enableFrontDoor, enableEnterpriseEdge, frontDoorSku, domain),
  refuse.messages(webPubSubSku, webPubSubUnits, enableEventHubs, alwaysOn),
  refuse.tenants(ownSubscriptionTenants, subscriptions),
  refuse.parts(containerSize, simulationSize, functionsCapacity, sharedRegistry),
  refuse.kept(cosmos, cosmosRestoredName, auditDays, auditLocked),
  refuse.watch(alertEmails, budgetStart, logDailyCapGb)
)

// ---- what everything is called

var token = take(uniqueString(resourceGroup().id), 6)
var checkedEnvironment = empty(refused) ? environmentName : fail(join(refused, ' '))
var names Names = namesOf(checkedEnvironment, token, cosmosRestoredName, serviceBusSku)
var tags Tags = { app: 'tradetower', environment: environmentName, 'azd-env-name': environmentName }
var workspaceId = resourceId('Microsoft.OperationalInsights/workspaces', names.logs)
var blobs = { shared: 'tradetower', package: 'api-package' }
var registry = sharedRegistry.?name ?? names.registry
var privateBus = isolation == 'privateEndpoints' && serviceBusSku == 'Premium'
var subnets = toObject(
  ['container-apps', 'functions', 'private-endpoints'],
  name => name,
  name => resourceId('Microsoft.Network/virtualNetworks/subnets', names.network, 'snet-${name}')
)
var access Access = {
  isolation: isolation
  subnetIds: isolation == 'serviceEndpoints' ? [subnets['container-apps'], subnets.functions] : []
}

// ---- in this order

module logs 'modules/logs.bicep' = {
  params: { name: names.logs, location: location, tags: tags, dailyCapGb: logDailyCapGb }
}

module insights 'modules/monitoring/app-insights.bicep' = {
  params: { name: names.insights, location: location, tags: tags, workspaceId: workspaceId }
  dependsOn: [logs]
}

module identities 'modules/identity/managed-identities.bicep' = {
  params: { names: map(items(names.identities), each => each.value), location: location, tags: tags }
}

module network 'modules/network.bicep' = {
  params: {
    names: names
    location: location
    tags: tags
    isolation: isolation
    natGateway: enableNatGateway
    privateBus: privateBus
    enableEventHubs: enableEventHubs
    enableRedis: enableRedis
  }
}

module data 'modules/data.bicep' = {
  params: {
    names: names
    location: location
    tags: tags
    access: access
    workspaceId: workspaceId
    cosmos: cosmos
    cosmosBackup: cosmosBackup
    restored: !empty(cosmosRestoredName)
    blobContainers: [blobs.package, blobs.shared]
    purgeProtection: keyVaultPurgeProtection
    locked: locks
    auditDays: auditDays
    auditLocked: auditLocked
    enableRedis: enableRedis
  }
  dependsOn: [network, logs, identities]
}

module messaging 'modules/messaging.bicep' = {
  params: {
    names: names
    location: location
    tags: tags
    busSku: serviceBusSku
    busPublic: !privateBus
    subscriptions: subscriptions
    workspaceId: workspaceId
    pubSubSku: webPubSubSku
    pubSubUnits: webPubSubUnits
    enableEventHubs: enableEventHubs
  }
  dependsOn: [logs, identities]
}

module reach 'modules/access.bicep' = {
  params: {
    names: names
    location: location
    tags: tags
    subscriptions: subscriptions
    blobContainer: blobs.shared
    sharedRegistry: sharedRegistry
    endpointsSubnetId: isolation == 'privateEndpoints' ? subnets['private-endpoints'] : null
    privateBus: privateBus
    privatePubSub: webPubSubSku != 'Free_F1'
  }
  dependsOn: [identities, network, data, messaging, insights]
}

module compute 'modules/compute.bicep' = {
  params: {
    names: names
    location: location
    siteLocation: siteLocation
    tags: tags
    subnets: isolation != 'public' ? { containerApps: subnets['container-apps'], functions: subnets.functions } : null
    workspaceId: workspaceId
    insightsConnectionString: insights.outputs.connectionString
    registryName: registry
    images: images
    alwaysOn: alwaysOn
    containerSize: containerSize
    shares: shares
    simulationSize: simulationSize
    simulationsAtMost: simulationsAtMost
    functionsCapacity: functionsCapacity
    subscriptions: subscriptions
    ownSubscriptionTenants: ownSubscriptionTenants
    blobs: blobs
    purgeProtection: keyVaultPurgeProtection
    pubSubSku: webPubSubSku
    pubSubUnits: webPubSubUnits
    enableEventHubs: enableEventHubs
    enableRedis: enableRedis
    // With Front Door the name is Front Door's.
    domain: enableFrontDoor ? '' : domain
    enableEnterpriseEdge: enableEnterpriseEdge
    signIn: signIn
  }
  dependsOn: [network, logs, reach]
}

module frontDoor 'modules/gateway/front-door.bicep' = if (enableFrontDoor) {
  params: {
    name: names.frontDoor
    tags: tags
    sku: frontDoorSku
    originHost: compute.outputs.siteHost
    domain: domain
    workspaceId: workspaceId
  }
  dependsOn: [logs]
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    names: names
    location: location
    tags: tags
    emails: alertEmails
    webhookUri: alertWebhookUri
    alwaysOn: alwaysOn
    containerSize: containerSize
    provisioned: cosmos.capacity == 'autoscale'
    logAlerts: logAlerts
    logDailyCapGb: logDailyCapGb
    budgetAmount: budgetAmount
    budgetStart: budgetStart
  }
  dependsOn: [insights, data, messaging, compute]
}

// ---- what the workflow goes on with

@description('Host that users open.')
output siteHost string = !empty(domain) ? domain : frontDoor.?outputs.host ?? compute.outputs.siteHost
@description('Host that screens listen to.')
output pubSubHost string = '${names.pubSub}.webpubsub.azure.com'
@description('Static Web App that the site is deployed to.')
output siteName string = names.site
@description('Functions app that the API is deployed to.')
output functionsName string = names.functions
@description('Registry that images are pushed to.')
output registryName string = registry
@description('Host of that registry: azd pushes to it.')
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = '${registry}${environment().suffixes.acrLoginServer}'
@description('Goes into staticwebapp.config.json, so that this Front Door alone is answered; empty without one.')
output frontDoorId string = frontDoor.?outputs.frontDoorId ?? ''
@description('The site\'s own host, which has to answer that Front Door alone; empty without one.')
output originHost string = enableFrontDoor ? compute.outputs.siteHost : ''
@description('Address to give to brokers that admit known addresses only; empty without a NAT gateway.')
output egressAddress string = network.outputs.egressAddress
