metadata description = 'What a role assignment says.'

@export()
@description('Gives a built-in role to an identity of ours.')
func grant(principalId string, role string) resourceInput<'Microsoft.Authorization/roleAssignments@2022-04-01'>.properties => {
  principalId: principalId
  principalType: 'ServicePrincipal'
  roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
}
