using '../../main.bicep'
extends 'prod-plain.bicepparam'

// Nothing is closed to the internet: identities alone open anything.
param isolation = 'public'
