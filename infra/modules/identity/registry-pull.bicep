metadata description = 'Lets containers pull their images from a registry that may be in another resource group.'

import { grant } from 'grant.bicep'

@description('Registry.')
param registryName string
@description('Who may pull: names of identities.')
param identityNames string[]
@description('Resource group of the identities.')
param identityResourceGroup string

var acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d'

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = [
  for name in identityNames: {
    scope: resourceGroup(identityResourceGroup)
    name: name
  }
]

resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (name, i) in identityNames: {
    scope: registry
    name: guid(registry.id, identity[i].id, acrPull)
    properties: grant(identity[i].properties.principalId, acrPull)
  }
]
