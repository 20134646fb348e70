metadata description = 'How a security group is opened, and closed.'

@description('A rule of a security group.')
type Rule = resourceInput<'Microsoft.Network/networkSecurityGroups@2026-01-01'>.properties.securityRules[*]

@export()
@description('Something that is let through, and why.')
type Opening = {
  @description('Name.')
  name: string
  @description('Reason, in a sentence.')
  @maxLength(140)
  why: string
  @description('Protocol.')
  protocol: 'Tcp' | 'Udp' | '*'
  @description('Addresses or a service tag that it may go to.')
  to: string
  @description('Ports there.')
  ports: string[]
}

@export()
@description('Lets something through: of several, the first comes first.')
func ruleOf(opening Opening, place int, direction 'Inbound' | 'Outbound', from string[]) Rule => {
  name: 'allow-${opening.name}'
  properties: {
    description: opening.why
    direction: direction
    access: 'Allow'
    priority: 100 + 10 * place
    protocol: opening.protocol
    sourceAddressPrefixes: from
    sourcePortRange: '*'
    destinationAddressPrefix: opening.to
    destinationPortRanges: opening.ports
  }
}

@export()
@description('Lets nothing through that no opening does.')
func deny(what string, direction 'Inbound' | 'Outbound', from string) Rule => {
  name: 'deny-${what}'
  properties: {
    description: 'Nothing else.'
    direction: direction
    access: 'Deny'
    priority: 4000
    protocol: '*'
    sourceAddressPrefix: from
    sourcePortRange: '*'
    destinationAddressPrefix: '*'
    destinationPortRanges: ['0-65535']
  }
}
