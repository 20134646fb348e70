metadata description = 'What can\'t be, in sentences: empty where it can.'

import { Capacity } from 'compute/functions.bicep'
import { CosmosCapacity } from 'data.bicep'
import { OwnTenant, Subscription } from 'messaging/subscriptions.bicep'
import { Isolation, Registry, Size } from 'types.bicep'

@description('Whether a text has no other letters than these.')
func hasOnly(text string, letters string) bool =>
  empty(filter(range(0, length(text)), i => !contains(letters, substring(text, i, 1))))

@description('Cores and memory that Container Apps give a replica.')
func sizes() string[] => [
  '0.25 0.5Gi'
  '0.5 1Gi'
  '0.75 1.5Gi'
  '1 2Gi'
  '1.25 2.5Gi'
  '1.5 3Gi'
  '1.75 3.5Gi'
  '2 4Gi'
  '2.25 4.5Gi'
  '2.5 5Gi'
  '2.75 5.5Gi'
  '3 6Gi'
  '3.25 6.5Gi'
  '3.5 7Gi'
  '3.75 7.5Gi'
  '4 8Gi'
]

func isSize(size Size) bool => contains(sizes(), '${size.cpu} ${size.memory}')

@description('Whether a text is a name between two dots of a host.')
func isLabel(text string) bool =>
  !empty(text) && !startsWith(text, '-') && !endsWith(text, '-') && hasOnly(
    text,
    '0123456789-abcdefghijklmnopqrstuvwxyz'
  )

@export()
@description('A way out by one address needs a network.')
func nat(enableNatGateway bool, isolation Isolation) string[] =>
  enableNatGateway && isolation == 'public'
    ? ['enableNatGateway needs a network: set isolation to serviceEndpoints or privateEndpoints.']
    : []

@export()
@description('One Front Door at the most, and a host to find it by.')
func frontDoor(enableFrontDoor bool, enableEnterpriseEdge bool, sku string, domain string) string[] =>
  concat(
    enableFrontDoor && enableEnterpriseEdge
      ? ['enableFrontDoor and enableEnterpriseEdge would be two Front Doors, one behind the other: choose one.']
      : [],
    !enableFrontDoor && sku != 'Standard_AzureFrontDoor'
      ? ['frontDoorSku says what Front Door is bought: set enableFrontDoor too.']
      : [],
    empty(domain) || contains(domain, '.') && empty(filter(split(domain, '.'), each => !isLabel(each)))
      ? []
      : ['domain is ${domain}: it is a host alone, in small letters, as tower.example.']
  )

@export()
@description('What live messages and prices need.')
func messages(pubSubSku string, pubSubUnits int, enableEventHubs bool, alwaysOn bool) string[] =>
  concat(
    pubSubUnits > 1 && pubSubSku == 'Free_F1'
      ? ['webPubSubUnits needs a webPubSubSku that has units: Free_F1 has one.']
      : [],
    enableEventHubs && !alwaysOn
      ? ['enableEventHubs needs alwaysOn: realtime sleeps otherwise, and is woken by the bus alone.']
      : []
  )

@export()
@description('What tenants with subscriptions of their own may be called, and how many they may be.')
func tenants(own OwnTenant[], subscriptions Subscription[]) string[] =>
  concat(
    empty(filter(
        own,
        each =>
          length(each.tenantId) > 36 || empty(each.tenantId) || each.tenantId != toLower(each.tenantId) || !hasOnly(
            each.tenantId,
            '0123456789abcdefghijklmnopqrstuvwxyz'
          )
      ))
      ? []
      : [
          'ownSubscriptionTenants names ${join(map(own, each => each.tenantId), ', ')}: a tenant is 1 to 36 small letters and digits, part of a subscription\'s name.'
        ],
    length(union(map(own, each => each.tenantId), [])) == length(own) ? [] : ['ownSubscriptionTenants names a tenant twice: name each once.'],
    max(map(subscriptions, each => length(each.filter))) <= 1024
      ? []
      : [
          'ownSubscriptionTenants names too many: what the shared subscriptions leave out is longer than the 1,024 characters of a filter.'
        ]
  )

@export()
@description('What the parts may get, and where their images come from.')
func parts(containers Size, simulations Size, functions Capacity, registry Registry?) string[] =>
  concat(
    isSize(containers) && isSize(simulations)
      ? []
      : [
          'containerSize or simulationSize is none that there is: cpu is 0.25 to 4 in quarters, memory twice that in Gi, as 0.5 and 1Gi.'
        ],
    functions.alwaysReady <= functions.maximumInstances
      ? []
      : ['functionsCapacity has more alwaysReady than maximumInstances: raise those, or have fewer ready.'],
    registry == null || !empty(registry.?name) && !empty(registry.?resourceGroup)
      ? []
      : [
          'sharedRegistry has no name or no resource group: set REGISTRY_NAME and REGISTRY_RESOURCE_GROUP, or null for a registry of its own.'
        ]
  )

@export()
@description('How documents are kept, and what is kept where nobody changes it.')
func kept(cosmos CosmosCapacity, cosmosRestoredName string, auditDays int?, auditLocked bool) string[] =>
  concat(
    cosmos.capacity == 'autoscale' && (cosmos.sharedMaxRu % 1000 != 0 || cosmos.ordersMaxRu % 1000 != 0)
      ? ['sharedMaxRu or ordersMaxRu is none that there is: a ceiling is thousands of RU/s, as 1000 or 4000.']
      : [],
    hasOnly(cosmosRestoredName, '0123456789-abcdefghijklmnopqrstuvwxyz')
      ? []
      : ['cosmosRestoredName is ${cosmosRestoredName}: an account is small letters, digits and hyphens.'],
    auditLocked && auditDays == null
      ? ['auditLocked is about a policy: say auditDays, as they were when it was locked.']
      : []
  )

@export()
@description('Who is told, from when, and how much is logged.')
func watch(emails string[], budgetStart string, logDailyCapGb string) string[] =>
  concat(
    empty(filter(
        emails,
        email =>
          length(split(email, '@')) != 2 || startsWith(email, '@') || contains(email, ' ') || !contains(
            last(split(email, '@')),
            '.'
          ) || endsWith(email, '.')
      ))
      ? []
      : ['alertEmails are ${join(emails, ', ')}: each is an address, as somebody@example.com.'],
    length(budgetStart) == 10 && length(split(budgetStart, '-')) == 3 && endsWith(budgetStart, '-01') && contains(
        map(range(1, 12), month => padLeft(month, 2, '0')),
        split(budgetStart, '-')[?1] ?? ''
      ) && hasOnly(budgetStart, '0123456789-')
      ? []
      : ['budgetStart is ${budgetStart}: it is the first of a month, as 2026-12-01.'],
    !empty(logDailyCapGb) && hasOnly(logDailyCapGb, '0123456789.') && length(split(logDailyCapGb, '.')) <= 2 && !contains(
        split(logDailyCapGb, '.'),
        ''
      )
      ? []
      : ['logDailyCapGb is ${logDailyCapGb}: it is a number in a text, as \'0.15\'.']
  )
