metadata description = 'The parts that run in containers: started anew when they stop answering, woken by what waits for them.'

import { Subscription } from '../messaging/subscriptions.bicep'
import { Settings, Size, Tags } from '../types.bicep'

@export()
@description('A part in a container.')
type App = {
  @description('Which.')
  part: 'execution' | 'realtime' | 'simulations'
  @description('Name of its app.')
  @maxLength(32)
  name: string
  @description('Identity it runs as.')
  identityName: string
  @description('Image by digest; empty before the first is pushed.')
  image: string
  @description('What each replica gets.')
  size: Size
  @description('Replicas while nothing waits.')
  atRest: int
  @description('Replicas at the most.')
  atMost: int
  @description('How many waiting messages one replica is for.')
  messagesEach: int
  @description('What it is told.')
  settings: Settings
}

@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('Environment they run in.')
param environmentId string
@description('Registry their images come from.')
param registryServer string
@description('The parts.')
param apps App[]
@description('Namespace whose messages wake them.')
param busName string
@description('Who listens to what.')
param subscriptions Subscription[]
@description('Where telemetry goes. No secret: without an identity nothing is taken.')
param insightsConnectionString string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = [
  for app in apps: {
    name: app.identityName
  }
]

@description('Stands in until the first image is there. It answers no probe of ours: they come with the first provision that names an image.')
var placeholder = 'mcr.microsoft.com/k8se/quickstart:latest'
var port = 8080

@description('What infra/cloud/src/health.ts answers.')
var probes = [
  {
    type: 'Startup'
    httpGet: { path: '/live', port: port }
    periodSeconds: 2
    timeoutSeconds: 2
    failureThreshold: 30
  }
  {
    type: 'Liveness'
    httpGet: { path: '/live', port: port }
    periodSeconds: 10
    timeoutSeconds: 3
    failureThreshold: 3
  }
  {
    type: 'Readiness'
    httpGet: { path: '/ready', port: port }
    periodSeconds: 5
    timeoutSeconds: 3
    failureThreshold: 3
  }
]

resource containerApp 'Microsoft.App/containerApps@2026-01-01' = [
  for (app, i) in apps: {
    name: app.name
    location: location
    tags: union(tags, { 'azd-service-name': app.part })
    identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity[i].id}': {} } }
    properties: {
      environmentId: environmentId
      workloadProfileName: 'Consumption'
      configuration: {
        // During a rollout old and new run side by side: leases say which of them works.
        activeRevisionsMode: 'Single'
        maxInactiveRevisions: 5
        // While the placeholder runs, too: whoever puts an image in its place changes the image alone.
        registries: [{ server: registryServer, identity: identity[i].id }]
        identitySettings: [{ identity: identity[i].id, lifecycle: 'Main' }]
      }
      template: {
        terminationGracePeriodSeconds: 60
        containers: [
          {
            name: app.part
            image: empty(app.image) ? placeholder : app.image
            resources: { cpu: json(app.size.cpu), memory: app.size.memory }
            env: concat(map(items(app.settings), setting => { name: setting.key, value: setting.value }), [
              { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: insightsConnectionString }
              { name: 'AZURE_CLIENT_ID', value: identity[i].properties.clientId }
              { name: 'PORT', value: string(port) }
            ])
            probes: empty(app.image) ? [] : probes
          }
        ]
        scale: {
          minReplicas: app.atRest
          maxReplicas: app.atMost
          cooldownPeriod: 300
          pollingInterval: 30
          rules: map(filter(subscriptions, each => each.part == app.part), each => {
            name: take(replace('${each.topic.name}-${each.name}', '_', '-'), 63)
            custom: {
              type: 'azure-servicebus'
              metadata: {
                namespace: busName
                topicName: each.topic.name
                subscriptionName: each.name
                messageCount: string(app.messagesEach)
              }
              identity: identity[i].id
            }
          })
        }
      }
    }
  }
]
