metadata description = 'What everything is called. Names are known before anything is there: a what-if sees nothing behind one that it must wait for.'

@export()
@description('Names of one environment.')
type Names = {
  @description('What most names end in.')
  suffix: string
  @description('Log Analytics workspace.')
  logs: string
  @description('Application Insights.')
  insights: string
  @description('Virtual network.')
  network: string
  @description('NAT gateway.')
  nat: string
  @description('Cosmos account.')
  cosmos: string
  @description('Its database.')
  database: string
  @description('Storage account.')
  storage: string
  @description('Storage account of the audit.')
  auditStorage: string
  @description('Key vault.')
  vault: string
  @description('Service Bus namespace.')
  bus: string
  @description('Web PubSub.')
  pubSub: string
  @description('Event Hubs namespace.')
  eventHubs: string
  @description('Redis.')
  redis: string
  @description('Container registry, where the environment has its own.')
  registry: string
  @description('Container Apps environment.')
  containers: string
  @description('Plan of the Functions app.')
  plan: string
  @description('Functions app.')
  functions: string
  @description('Static Web App.')
  site: string
  @description('Front Door.')
  frontDoor: string
  @description('The always-on parts and the simulations.')
  apps: Apps
  @description('Who each part is.')
  identities: Identities
}

@description('Container apps.')
type Apps = {
  @description('Orders, prices and downloads.')
  execution: string
  @description('Screens, projections and metrics.')
  realtime: string
  @description('Backtests and sweeps.')
  simulations: string
}

@export()
@description('Managed identities, one a part.')
type Identities = {
  @description('The Functions app.')
  functions: string
  @description('execution.')
  execution: string
  @description('realtime.')
  realtime: string
  @description('simulations.')
  simulations: string
}

@export()
@description('Names of an environment. `token` makes those unique that nobody else in the world may have.')
func namesOf(environment string, token string, restoredCosmos string, busSku 'Standard' | 'Premium') Names => {
  suffix: 'tradetower-${environment}'
  logs: 'log-tradetower-${environment}'
  insights: 'appi-tradetower-${environment}'
  network: 'vnet-tradetower-${environment}'
  nat: 'ng-tradetower-${environment}'
  cosmos: empty(restoredCosmos) ? 'cosmos-tradetower-${environment}-${token}' : restoredCosmos
  database: 'tradetower'
  storage: 'sttt${environment}${token}'
  auditStorage: 'stttaudit${environment}${token}'
  vault: 'kv-tt-${environment}-${token}'
  // A namespace keeps its SKU: another has a name of its own.
  bus: 'sb-tradetower-${environment}-${token}${busSku == 'Premium' ? '-premium' : ''}'
  pubSub: 'wps-tradetower-${environment}-${token}'
  eventHubs: 'evhns-tradetower-${environment}-${token}'
  redis: 'redis-tradetower-${environment}-${token}'
  registry: 'crtradetower${environment}${token}'
  containers: 'cae-tradetower-${environment}'
  plan: 'plan-tradetower-${environment}'
  functions: 'func-tradetower-${environment}-${token}'
  site: 'stapp-tradetower-${environment}'
  frontDoor: 'afd-tradetower-${environment}-${token}'
  apps: {
    execution: 'ca-execution-tt-${environment}'
    realtime: 'ca-realtime-tt-${environment}'
    simulations: 'ca-simulations-tt-${environment}'
  }
  identities: {
    functions: 'id-functions-tradetower-${environment}'
    execution: 'id-execution-tradetower-${environment}'
    realtime: 'id-realtime-tradetower-${environment}'
    simulations: 'id-simulations-tradetower-${environment}'
  }
}
