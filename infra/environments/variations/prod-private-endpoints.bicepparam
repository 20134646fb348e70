using '../../main.bicep'
extends 'prod-plain.bicepparam'

// Documents, blobs and secrets have an address in the network alone.
param isolation = 'privateEndpoints'
