metadata description = 'Takes the tokens of webhooks out of what the Functions host logs of each request: they are in its path.'

import { Tags } from '../types.bicep'

@description('Name of the rule.')
param name string
@description('Region.')
param location string
@description('Tags of every resource.')
param tags Tags
@description('Workspace that is to obey it.')
param workspaceName string

@description('Where a token may stand: the host tells of the request, of passing it on to our process, and logs both.')
var columns = {
  AppRequests: ['Url', 'Name', 'OperationName']
  AppDependencies: ['Data', 'Name', 'OperationName']
  AppTraces: ['Message', 'OperationName']
}

@description('What comes before a token.')
var before = '/webhooks/'

@description('What stands there up to the token. Of what replaces text a transformation has no more than this.')
func upTo(column string, before string) string =>
  '${column} = iif(${column} contains \'${before}\', strcat(substring(${column}, 0, indexof(${column}, \'${before}\')), \'${before}...\'), ${column})'

resource rule 'Microsoft.Insights/dataCollectionRules@2024-03-11' = {
  name: name
  location: location
  tags: tags
  kind: 'WorkspaceTransforms'
  properties: {
    destinations: {
      logAnalytics: [
        {
          name: 'workspace'
          workspaceResourceId: resourceId('Microsoft.OperationalInsights/workspaces', workspaceName)
        }
      ]
    }
    dataFlows: map(items(columns), table => {
      streams: ['Microsoft-Table-${table.key}']
      destinations: ['workspace']
      transformKql: 'source | extend ${join(map(table.value, column => upTo(column, before)), ', ')}'
    })
  }
}
