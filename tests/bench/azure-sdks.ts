/** What `azure-import.ts` measures: every port's adapter, as a function loads them, and the SDKs that they load on first use. */
export { azurePlatform } from "@tradetower/platform/azure"

export const sdks = {
  store: () => import("@azure/cosmos"),
  all: () =>
    Promise.all([
      import("@azure/cosmos"),
      import("@azure/event-hubs"),
      import("@azure/identity"),
      import("@azure/keyvault-secrets"),
      import("@azure/monitor-opentelemetry-exporter"),
      import("@azure/service-bus"),
      import("@azure/storage-blob"),
      import("@azure/web-pubsub")
    ])
}
