metadata description = 'Lets the site through to the functions and nobody else: without this anybody could write the header that names who asks.'

@description('Functions app.')
param functionsName string
@description('Host of the site that vouches for who asks.')
param siteHost string

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: functionsName

  resource auth 'config' = {
    name: 'authsettingsV2'
    properties: {
      platform: { enabled: true, runtimeVersion: '~1' }
      globalValidation: { requireAuthentication: true, unauthenticatedClientAction: 'Return401' }
      identityProviders: {
        azureStaticWebApps: { enabled: true, registration: { clientId: siteHost } }
      }
      httpSettings: { requireHttps: true }
    }
  }
}
