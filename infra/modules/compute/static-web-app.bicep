metadata description = 'The site, with the functions behind /api.'

import { Tags } from '../types.bicep'

@export()
@description('Regions that offer Static Web Apps; pages are served worldwide whichever it is.')
type SiteRegion = 'centralus' | 'eastasia' | 'eastus2' | 'westeurope' | 'westus2'

@export()
@secure()
@description('What the rendered staticwebapp.config.json names: client id and secret of the sign-in.')
type SignIn = {
  @description('Any name, any text.')
  *: string
}

@description('Name of the site.')
@maxLength(40)
param name string
@description('Region.')
param location SiteRegion
@description('Tags of every resource.')
param tags Tags
@description('The Functions app behind /api.')
param functionsId string
@description('Region of that app.')
param functionsRegion string
@description('Own host name, or none. Its CNAME has to be there first.')
param domain string
@description('Whether pages come from Azure\'s edge, which is a Front Door inside the site.')
param enterpriseEdge bool
@description('Settings of the sign-in.')
param signIn SignIn

resource site 'Microsoft.Web/staticSites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'site' })
  // Free can't have the functions behind it.
  sku: { name: 'Standard', tier: 'Standard' }
  properties: {
    provider: 'Custom'
    allowConfigFileUpdates: true
    // Previews can't have the functions behind them either.
    stagingEnvironmentPolicy: 'Disabled'
    enterpriseGradeCdnStatus: enterpriseEdge ? 'Enabled' : 'Disabled'
  }

  resource api 'linkedBackends' = {
    name: 'api'
    properties: { backendResourceId: functionsId, region: functionsRegion }
  }

  resource signInSettings 'config' = if (!empty(signIn)) {
    name: 'appsettings'
    properties: signIn
  }

  resource host 'customDomains' = if (!empty(domain)) {
    name: empty(domain) ? 'none' : domain
    properties: { validationMethod: 'cname-delegation' }
  }
}

@description('Host name that Azure gave it.')
output host string = site.properties.defaultHostname
