metadata description = 'The network, and the way out of it; neither where everything is public.'

import { Names } from 'names.bicep'
import { Isolation, Tags } from 'types.bicep'

@description('What everything is called.')
param names Names
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('How data services are reached.')
param isolation Isolation
@description('Whether containers go out by one fixed address.')
param natGateway bool
@description('Whether the bus has an address in the network alone.')
param privateBus bool
@description('Whether prices go by Event Hubs.')
param enableEventHubs bool
@description('Whether there is a Redis.')
param enableRedis bool

module nat 'network/nat-gateway.bicep' = if (natGateway) {
  params: { name: names.nat, location: location, tags: tags }
}

module network 'network/vnet.bicep' = if (isolation != 'public') {
  params: {
    name: names.network
    location: location
    tags: tags
    natGatewayId: natGateway ? resourceId('Microsoft.Network/natGateways', names.nat) : null
    serviceEndpoints: isolation == 'serviceEndpoints'
    privately: isolation != 'privateEndpoints' ? 'none' : privateBus ? 'all' : 'allButTheBus'
    enableEventHubs: enableEventHubs
    enableRedis: enableRedis
  }
  dependsOn: [nat]
}

@description('Address to give to brokers that admit known addresses only; empty without a NAT gateway.')
output egressAddress string = nat.?outputs.address ?? ''
