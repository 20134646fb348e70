using '../../main.bicep'
extends 'prod-plain.bicepparam'

// Stands on a restored account, without a Front Door of its own: the site has our host.
param cosmosRestoredName = 'cosmos-tradetower-prod-r1'
param enableFrontDoor = false
param enableEnterpriseEdge = true
param domain = 'tower.example'
