/** What is before the site and between the parts, as far as it is looked at here. */
export interface NetworkKinds {
  readonly "Microsoft.Cdn/profiles": { readonly logScrubbing: LogScrubbing }
  readonly "Microsoft.Cdn/profiles/afdEndpoints": unknown
  readonly "Microsoft.Cdn/profiles/afdEndpoints/routes": {
    readonly customDomains: ReadonlyArray<{ readonly id: string }>
    readonly originGroup: { readonly id: string }
    readonly patternsToMatch: ReadonlyArray<string>
  }
  readonly "Microsoft.Cdn/profiles/customDomains": { readonly hostName: string }
  readonly "Microsoft.Cdn/profiles/originGroups/origins": {
    readonly hostName: string
    readonly originHostHeader: string
  }
  readonly "Microsoft.Cdn/profiles/securityPolicies": {
    readonly parameters: {
      readonly wafPolicy: { readonly id: string }
      readonly associations: ReadonlyArray<{
        readonly domains: ReadonlyArray<{ readonly id: string }>
        readonly patternsToMatch: ReadonlyArray<string>
      }>
    }
  }
  readonly "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies": {
    readonly policySettings: {
      readonly enabledState: string
      readonly mode: string
      readonly logScrubbing: LogScrubbing
    }
    readonly customRules: {
      readonly rules: ReadonlyArray<{
        readonly name: string
        readonly ruleType: string
        readonly action: string
        readonly rateLimitThreshold?: number
        readonly matchConditions: ReadonlyArray<{
          readonly matchVariable: string
          readonly selector?: string
          readonly operator: string
          readonly negateCondition?: boolean
          readonly matchValue: ReadonlyArray<string>
        }>
      }>
    }
    readonly managedRules: { readonly managedRuleSets: ReadonlyArray<{ readonly ruleSetType: string }> }
  }
  readonly "Microsoft.Network/natGateways": unknown
  readonly "Microsoft.Network/networkSecurityGroups": {
    readonly securityRules: ReadonlyArray<{
      readonly name: string
      readonly properties: {
        readonly access: string
        readonly description: string
        readonly direction: string
        readonly priority: number
        readonly protocol: string
        readonly sourceAddressPrefix?: string
        readonly sourceAddressPrefixes?: ReadonlyArray<string>
        readonly destinationAddressPrefix: string
        readonly destinationPortRanges: ReadonlyArray<string>
      }
    }>
  }
  readonly "Microsoft.Network/privateDnsZones": unknown
  readonly "Microsoft.Network/privateDnsZones/virtualNetworkLinks": {
    readonly registrationEnabled: boolean
    readonly virtualNetwork: { readonly id: string }
  }
  readonly "Microsoft.Network/privateEndpoints": {
    readonly privateLinkServiceConnections: ReadonlyArray<{
      readonly name: string
      readonly properties: { readonly privateLinkServiceId: string; readonly groupIds: ReadonlyArray<string> }
    }>
    readonly subnet: { readonly id: string }
  }
  readonly "Microsoft.Network/privateEndpoints/privateDnsZoneGroups": {
    readonly privateDnsZoneConfigs: ReadonlyArray<{ readonly properties: { readonly privateDnsZoneId: string } }>
  }
  readonly "Microsoft.Network/publicIPAddresses": unknown
  readonly "Microsoft.Network/virtualNetworks": {
    readonly subnets: ReadonlyArray<{
      readonly name: string
      readonly properties: {
        readonly defaultOutboundAccess: boolean
        readonly delegations: ReadonlyArray<{ readonly properties: { readonly serviceName: string } }>
        readonly serviceEndpoints: ReadonlyArray<{ readonly service: string }>
        readonly natGateway?: { readonly id: string }
        readonly networkSecurityGroup?: { readonly id: string }
      }
    }>
  }
}

interface LogScrubbing {
  readonly state: string
  readonly scrubbingRules: ReadonlyArray<{ readonly matchVariable: string; readonly state: string }>
}
