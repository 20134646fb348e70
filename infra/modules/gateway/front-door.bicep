metadata description = 'Front Door: TLS, and a firewall whose own rules every tier has; Microsoft\'s rules need Premium.'

import { Tags } from '../types.bicep'

@description('Name of the profile.')
param name string
@description('Tags of every resource.')
param tags Tags
@description('Premium adds Microsoft\'s rule sets and costs 330 USD a month instead of 35.')
param sku 'Standard_AzureFrontDoor' | 'Premium_AzureFrontDoor'
@description('Host of the site.')
param originHost string
@description('Own host name, or none.')
param domain string
@description('Where requests and blocks are logged.')
param workspaceId string
@description('Requests a minute and address before it is blocked.')
@minValue(10)
param requestsPerMinute int = 600
@description('Largest request body let through, in bytes: what Static Web Apps takes, for imports of candles.')
param maxBodyBytes int = 31457280

@description('What a scanner asks for and nobody else.')
var probedPaths = ['/.env', '/.git', '/wp-', '/phpmyadmin', '/cgi-bin', '/xmlrpc.php', '/actuator']

@description('Addresses are left out of its logs: the token of a webhook is in the path, and no part of a path can be.')
var scrubbed = [{ matchVariable: 'RequestUri', selectorMatchOperator: 'EqualsAny', state: 'Enabled' }]

resource firewall 'Microsoft.Network/FrontDoorWebApplicationFirewallPolicies@2025-11-01' = {
  name: 'waf${replace(name, '-', '')}'
  location: 'global'
  tags: tags
  sku: { name: sku }
  properties: {
    policySettings: {
      enabledState: 'Enabled'
      mode: 'Prevention'
      requestBodyCheck: 'Enabled'
      customBlockResponseStatusCode: 403
      logScrubbing: { state: 'Enabled', scrubbingRules: scrubbed }
    }
    customRules: {
      rules: [
        {
          name: 'Methods'
          priority: 10
          ruleType: 'MatchRule'
          action: 'Block'
          matchConditions: [
            {
              matchVariable: 'RequestMethod'
              operator: 'Equal'
              negateCondition: true
              matchValue: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
            }
          ]
        }
        {
          name: 'ProbedPaths'
          priority: 20
          ruleType: 'MatchRule'
          action: 'Block'
          matchConditions: [
            {
              matchVariable: 'RequestUri'
              operator: 'Contains'
              transforms: ['Lowercase', 'UrlDecode']
              matchValue: probedPaths
            }
          ]
        }
        {
          name: 'BodySize'
          priority: 30
          ruleType: 'MatchRule'
          action: 'Block'
          matchConditions: [
            {
              matchVariable: 'RequestHeader'
              selector: 'Content-Length'
              operator: 'GreaterThan'
              matchValue: [string(maxBodyBytes)]
            }
          ]
        }
        {
          name: 'RatePerAddress'
          priority: 40
          ruleType: 'RateLimitRule'
          rateLimitDurationInMinutes: 1
          rateLimitThreshold: requestsPerMinute
          action: 'Block'
          groupBy: [{ variableName: 'SocketAddr' }]
          matchConditions: [
            { matchVariable: 'RequestUri', operator: 'Contains', matchValue: ['/api/'] }
            // Everybody's alerts come from TradingView's few addresses: the API itself counts those by their token.
            {
              matchVariable: 'RequestUri'
              operator: 'Contains'
              negateCondition: true
              matchValue: ['/api/v1/webhooks/']
            }
          ]
        }
      ]
    }
    managedRules: {
      managedRuleSets: sku == 'Premium_AzureFrontDoor'
        ? [
            { ruleSetType: 'Microsoft_DefaultRuleSet', ruleSetVersion: '2.1', ruleSetAction: 'Block' }
            { ruleSetType: 'Microsoft_BotManagerRuleSet', ruleSetVersion: '1.1' }
          ]
        : []
    }
  }
}

resource profile 'Microsoft.Cdn/profiles@2025-12-01' = {
  name: name
  location: 'global'
  tags: tags
  sku: { name: sku }
  properties: {
    originResponseTimeoutSeconds: 60
    logScrubbing: { state: 'Enabled', scrubbingRules: scrubbed }
  }

  resource endpoint 'afdEndpoints' = {
    name: name
    location: 'global'
    tags: tags
    properties: { enabledState: 'Enabled' }
  }

  resource origins 'originGroups' = {
    name: 'site'
    properties: {
      loadBalancingSettings: { sampleSize: 4, successfulSamplesRequired: 3, additionalLatencyInMilliseconds: 50 }
      // One origin: a probe would change nothing but the bill.
      healthProbeSettings: null
    }

    resource site 'origins' = {
      name: 'site'
      properties: {
        hostName: originHost
        originHostHeader: originHost
        httpsPort: 443
        priority: 1
        weight: 1000
        enabledState: 'Enabled'
        enforceCertificateNameCheck: true
      }
    }
  }

  resource host 'customDomains' = if (!empty(domain)) {
    name: empty(domain) ? 'none' : replace(domain, '.', '-')
    properties: {
      hostName: domain
      tlsSettings: { certificateType: 'ManagedCertificate', minimumTlsVersion: 'TLS12' }
    }
  }

  resource shield 'securityPolicies' = {
    name: 'firewall'
    properties: {
      parameters: {
        type: 'WebApplicationFirewall'
        wafPolicy: { id: firewall.id }
        associations: [
          {
            domains: concat([{ id: endpoint.id }], empty(domain) ? [] : [{ id: host.id }])
            patternsToMatch: ['/*']
          }
        ]
      }
    }
  }
}

resource route 'Microsoft.Cdn/profiles/afdEndpoints/routes@2025-12-01' = {
  parent: profile::endpoint
  name: 'site'
  properties: {
    originGroup: { id: profile::origins.id }
    customDomains: empty(domain) ? [] : [{ id: profile::host.id }]
    supportedProtocols: ['Http', 'Https']
    httpsRedirect: 'Enabled'
    forwardingProtocol: 'HttpsOnly'
    patternsToMatch: ['/*']
    linkToDefaultDomain: 'Enabled'
    enabledState: 'Enabled'
  }
  dependsOn: [profile::origins::site]
}

#disable-next-line use-recent-api-versions // the only version with Log Analytics tables of their own
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: profile
  name: 'blocks'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'FrontDoorWebApplicationFirewallLog', enabled: true }
      { category: 'FrontDoorAccessLog', enabled: true }
    ]
  }
}

@description('By this the site knows what comes through here.')
output frontDoorId string = profile.properties.frontDoorId
@description('Host name Azure gave it.')
output host string = profile::endpoint.properties.hostName
