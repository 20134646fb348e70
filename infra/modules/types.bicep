metadata description = 'Types that several modules share.'

@export()
@description('A process of the system, as infra/cloud builds it.')
type Part = 'functions' | 'execution' | 'realtime' | 'simulations'

@export()
@description('How the data services are reached.')
type Isolation = 'public' | 'serviceEndpoints' | 'privateEndpoints'

@export()
@description('Tags of a resource.')
type Tags = {
  @description('Any name, any text.')
  *: string
}

@export()
@description('What a process reads from its environment.')
type Settings = {
  @description('Any name, any text.')
  *: string
}

@export()
@description('How much a replica of a container gets.')
type Size = {
  @description('Cores, as text because Bicep has no fractions: 0.25 to 4.')
  cpu: string
  @description('Twice the cores, in Gi.')
  memory: string
}

@export()
@description('Where a data service is closed, and to whom it stays open.')
type Access = {
  @description('How it is reached.')
  isolation: Isolation
  @description('Subnets that are let in by service endpoint.')
  subnetIds: string[]
}

@export()
@description('Image of each part in a container, by digest; empty before the first is pushed.')
type Images = {
  @description('Orders, prices and downloads.')
  execution: string
  @description('Screens, projections and metrics.')
  realtime: string
  @description('Backtests and sweeps.')
  simulations: string
}

@export()
@description('A registry of images.')
type Registry = {
  @description('Name.')
  name: string
  @description('Its resource group.')
  resourceGroup: string
}

@export()
@description('Where the parts live in a network, by id of the subnet.')
type Subnets = {
  @description('The parts in containers.')
  containerApps: string
  @description('The functions.')
  functions: string
}
