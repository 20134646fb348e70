using '../../main.bicep'
extends 'dev-plain.bicepparam'

// A dev environment that trades, with images and a registry of its own.
param alwaysOn = true
param sharedRegistry = null
param images = {
  execution: 'crtradetowerdev.azurecr.io/execution@sha256:0000'
  realtime: 'crtradetowerdev.azurecr.io/realtime@sha256:0000'
  simulations: 'crtradetowerdev.azurecr.io/simulations@sha256:0000'
}
