using none

// What every environment has in common: most of it is told by whoever deploys.
param siteLocation = 'westeurope'
param sharedRegistry = {
  name: readEnvironmentVariable('REGISTRY_NAME', 'crtradetower')
  resourceGroup: readEnvironmentVariable('REGISTRY_RESOURCE_GROUP', 'rg-tradetower-shared')
}
// Left empty, a part runs a placeholder: azd keeps what it deployed last in these, the workflow sets them.
param images = {
  execution: readEnvironmentVariable('SERVICE_EXECUTION_IMAGE_NAME', '')
  realtime: readEnvironmentVariable('SERVICE_REALTIME_IMAGE_NAME', '')
  simulations: readEnvironmentVariable('SERVICE_SIMULATIONS_IMAGE_NAME', '')
}
param alertEmails = [readEnvironmentVariable('ALERT_EMAIL', 'ops@example.com')]
param alertWebhookUri = readEnvironmentVariable('ALERT_WEBHOOK_URI', '')
// Left empty, what the site has stays.
param signIn = empty(readEnvironmentVariable('EXTERNAL_ID_CLIENT_SECRET', ''))
  ? {}
  : {
      EXTERNAL_ID_CLIENT_ID: readEnvironmentVariable('EXTERNAL_ID_CLIENT_ID', '')
      EXTERNAL_ID_CLIENT_SECRET: readEnvironmentVariable('EXTERNAL_ID_CLIENT_SECRET', '')
    }
