/** Whether what listens there is on this machine: it speaks without TLS. */
export const isLocal = (endpoint: string): boolean => /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(endpoint)

/** What the clients of Service Bus and Event Hubs take where there is a key. */
export const connectionString = (endpoint: string, key: string): string =>
  `Endpoint=sb://${endpoint};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=${key}` +
  (isLocal(endpoint) ? ";UseDevelopmentEmulator=true" : "")
