metadata description = 'Topics and subscriptions, as infra/resources/topics.json has them: what sets them up, who may use them and what wakes a part follow from here.'

import { Part } from '../types.bicep'

@export()
@description('A tenant whose messages go to subscriptions of its own.')
type OwnTenant = {
  @description('As tenants are named on Azure: 1 to 36 small letters and digits.')
  tenantId: string
  @description('It goes back to the shared ones: its messages are in both until it is taken off the list.')
  leaving: bool?
}

@export()
@description('Tenants as the parts read them: `ada,ben:leaving`.')
func textOf(own OwnTenant[]) string =>
  join(map(own, tenant => '${tenant.tenantId}${tenant.?leaving ?? false ? ':leaving' : ''}'), ',')

@export()
@description('A topic of the catalogue.')
type Topic = {
  @description('Name.')
  name: string
  @description('Whether the messages of one session are handled in order, one at a time.')
  sessions: bool
  @description('How long a message is its receiver\'s, s.')
  lockSeconds: int
  @description('How often a message is delivered before it is dead.')
  maxDeliveries: int
  @description('How long a message\'s id counts, minutes.')
  duplicateMinutes: int
  @description('How long a message waits before it is dropped, s; absent: it waits, and is dead after two weeks.')
  ttlSeconds: int?
  @description('Who listens.')
  subscriptions: string[]
  @description('Whether tenants may have subscriptions of their own.')
  own: bool?
  @description('What a share of a part gets: the messages of its slots, or a copy of all; absent: they have one subscription.')
  shares: ('SPLIT' | 'COPY')?
}

@export()
@description('Into how many shares each part that may run more than once is divided: so many replicas of it work at once.')
type Shares = {
  @description('execution.')
  @minValue(1)
  @maxValue(64)
  execution: int
  @description('realtime.')
  @minValue(1)
  @maxValue(64)
  realtime: int
}

@export()
@description('A subscription to be set up.')
type Subscription = {
  @description('Its topic.')
  topic: Topic
  @description('Name.')
  name: string
  @description('The part that works on it.')
  part: Part
  @description('Which messages it takes, in SQL.')
  filter: string
  @description('The one tenant it is for, if it is.')
  tenantId: string?
}

@export()
@description('Every topic.')
var topics = map(items(loadJsonContent('../../resources/topics.json')), topic => {
  name: topic.key
  ...topic.value
})

@description('Whose each subscription of the catalogue is.')
var partOf = {
  engine: 'functions'
  execution: 'execution'
  simulation: 'simulations'
  realtime: 'realtime'
}

@description('Prices are everybody\'s; any other message carries its tenant.')
var everybodys = 'market-data'

@description('What the shared subscription of a topic takes: not what goes to tenants\' own alone.')
func sharedFilter(topic Topic, own OwnTenant[]) string =>
  topic.name == everybodys
    ? '1=1'
    : empty(staying(topic, own))
        ? 'tenantId IS NOT NULL'
        : 'tenantId IS NOT NULL AND tenantId NOT IN (${join(map(staying(topic, own), tenant => '\'${tenant.tenantId}\''), ',')})'

@description('How many slots a tenant may be in (infra/platform/src/rules/slots.ts).')
var slots = 16384

@description('The first slot of a share.')
func slotAt(index int, of int) int => (index * slots + of - 1) / of

@description('What takes a share\'s messages alone, where there are several.')
func shareFilter(topic Topic, index int, of int) string =>
  of == 1 || topic.?shares != 'SPLIT' ? '' : ' AND slot >= ${slotAt(index, of)} AND slot < ${slotAt(index + 1, of)}'

@description('How many shares of a part listen apart.')
func sharesOf(topic Topic, name string, shares Shares) int => topic.?shares == null ? 1 : (shares[?name] ?? 1)

func owners(topic Topic, own OwnTenant[]) OwnTenant[] => topic.?own ?? false ? own : []

func staying(topic Topic, own OwnTenant[]) OwnTenant[] =>
  filter(owners(topic, own), tenant => !(tenant.?leaving ?? false))

@export()
@description('The subscriptions of every topic: of each part the shared one, or one for each share, and one for each tenant that has its own.')
func subscriptionsOf(own OwnTenant[], shares Shares) Subscription[] =>
  flatten(map(
    topics,
    topic =>
      flatten(map(
        topic.subscriptions,
        name =>
          concat(
            map(range(0, sharesOf(topic, name, shares)), index => {
              topic: topic
              name: sharesOf(topic, name, shares) == 1 ? name : '${name}.${index}of${sharesOf(topic, name, shares)}'
              part: partOf[name]
              filter: '${sharedFilter(topic, own)}${shareFilter(topic, index, sharesOf(topic, name, shares))}'
            }),
            map(owners(topic, own), tenant => {
              topic: topic
              name: '${name}-${tenant.tenantId}'
              part: partOf[name]
              filter: 'tenantId = \'${tenant.tenantId}\''
              tenantId: tenant.tenantId
            })
          )
      ))
  ))
