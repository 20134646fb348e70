using '../../main.bicep'
extends 'prod-plain.bicepparam'

// Another account of the Azure subscription has the free tier.
param cosmos = { capacity: 'autoscale', sharedMaxRu: 1000, ordersMaxRu: 1000, freeTier: false }
