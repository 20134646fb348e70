metadata description = 'The network: a subnet for each kind of tenant, each with a security group that lets out what its parts talk to and no more.'

import { Tags } from '../types.bicep'
import { Opening, ruleOf, deny } from 'security-rules.bicep'

@description('Name of the network.')
param name string
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('Fixed address that containers go out by, when there is one.')
param natGatewayId string?
@description('Whether the data services let these subnets in by service endpoint.')
param serviceEndpoints bool
@description('Which services have an address in here.')
param privately PrivateServices
@description('Whether prices go by Event Hubs.')
param enableEventHubs bool
@description('Whether there is a Redis.')
param enableRedis bool

@export()
@description('Which services have an address in the network alone.')
type PrivateServices = 'none' | 'allButTheBus' | 'all'

var services = serviceEndpoints
  ? map(['Microsoft.Storage', 'Microsoft.KeyVault', 'Microsoft.AzureCosmosDB'], service => { service: service })
  : []

// Both hosts of our code are Microsoft.App's: Flex Consumption too.
var subnets = [
  { name: 'container-apps', prefix: '10.0.0.0/21', delegation: 'Microsoft.App/environments' }
  { name: 'functions', prefix: '10.0.8.0/24', delegation: 'Microsoft.App/environments' }
  { name: 'reserved', prefix: '10.0.9.0/24', delegation: '' }
  { name: 'private-endpoints', prefix: '10.0.10.0/24', delegation: '' }
  { name: 'reserved2', prefix: '10.0.11.0/24', delegation: '' }
]
var prefixes = toObject(subnets, subnet => subnet.name, subnet => subnet.prefix)

@description('HTTPS, and AMQP where the bus is among them.')
var endpointPorts = concat(['443'], privately == 'all' ? ['5671'] : [])

@description('What every part that runs our code talks to.')
var everywhere Opening[] = concat(
  [
    {
      name: 'web'
      why: 'Exchanges are anywhere, and every service of Azure that is not in here answers there.'
      protocol: 'Tcp'
      to: 'Internet'
      ports: ['443']
    }
    {
      name: 'dns'
      why: 'Names.'
      protocol: '*'
      to: 'AzurePlatformDNS'
      ports: ['53']
    }
  ],
  privately == 'none'
    ? []
    : [
        {
          name: 'private-endpoints'
          why: 'Services with an address in here.'
          protocol: 'Tcp'
          to: prefixes['private-endpoints']
          ports: endpointPorts
        }
      ],
  privately == 'all'
    ? []
    : [
        {
          name: 'service-bus'
          why: 'The bus speaks AMQP.'
          protocol: 'Tcp'
          to: 'ServiceBus'
          ports: ['5671']
        }
      ],
  enableRedis
    ? [
        {
          name: 'redis'
          why: 'Redis has a port of its own, and no tag.'
          protocol: 'Tcp'
          to: 'AzureCloud.${location}'
          ports: ['10000']
        }
      ]
    : []
)

@description('What else Container Apps need: https://learn.microsoft.com/azure/container-apps/firewall-integration')
var containersAlone Opening[] = concat(
  [
    {
      name: 'own-subnet'
      why: 'Container Apps\' own parts talk to each other on any port.'
      protocol: '*'
      to: prefixes['container-apps']
      ports: ['0-65535']
    }
    {
      name: 'time'
      why: 'Container Apps set their clocks.'
      protocol: 'Udp'
      to: 'Internet'
      ports: ['123']
    }
  ],
  enableEventHubs
    ? [
        {
          name: 'event-hubs'
          why: 'Prices, from execution to realtime, by AMQP.'
          protocol: 'Tcp'
          to: 'EventHub'
          ports: ['5671']
        }
      ]
    : []
)

@description('What leaves a subnet. Where none of our code runs nothing does.')
var leaving = { 'container-apps': concat(everywhere, containersAlone), functions: everywhere }

resource groups 'Microsoft.Network/networkSecurityGroups@2026-01-01' = [
  for subnet in subnets: {
    name: 'nsg-${subnet.name}-${name}'
    location: location
    tags: tags
    properties: {
      securityRules: concat(
        map(leaving[?subnet.name] ?? [], (opening, i) => ruleOf(opening, i, 'Outbound', [subnet.prefix])),
        [deny('everything-out', 'Outbound', '*')],
        subnet.name == 'private-endpoints'
          ? [
              ruleOf(
                {
                  name: 'our-code'
                  why: 'The parts.'
                  protocol: 'Tcp'
                  to: subnet.prefix
                  ports: endpointPorts
                },
                0,
                'Inbound',
                [prefixes['container-apps'], prefixes.functions]
              )
              deny('everything-in', 'Inbound', '*')
            ]
          : [deny('internet-in', 'Inbound', 'Internet')]
      )
    }
  }
]

resource network 'Microsoft.Network/virtualNetworks@2026-01-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    // Inline: a later deployment that left a separate subnet out would try to delete it.
    subnets: [
      for (subnet, i) in subnets: {
        name: 'snet-${subnet.name}'
        properties: {
          addressPrefix: subnet.prefix
          defaultOutboundAccess: false
          networkSecurityGroup: { id: groups[i].id }
          natGateway: natGatewayId == null || subnet.name != 'container-apps' ? null : { id: natGatewayId }
          serviceEndpoints: empty(subnet.delegation) ? [] : services
          delegations: empty(subnet.delegation)
            ? []
            : [{ name: 'delegation', properties: { serviceName: subnet.delegation } }]
          privateEndpointNetworkPolicies: 'Enabled'
        }
      }
    ]
  }
}
