import type {
  AzureMonitorLogExporter,
  AzureMonitorMetricExporter,
  AzureMonitorTraceExporter
} from "@azure/monitor-opentelemetry-exporter"
import { Effect, Option } from "effect"
import { type Identity, tokensFor } from "../credential.ts"
import { clientOptions } from "../failures.ts"

export interface Exporters {
  readonly spans: AzureMonitorTraceExporter
  readonly logs: AzureMonitorLogExporter
  readonly metrics: AzureMonitorMetricExporter
}

const DEFAULT_ENDPOINT = "https://dc.services.visualstudio.com"

/** Where a connection string says that telemetry goes. */
const endpointIn = (connectionString: string): string =>
  /(?:^|;)\s*IngestionEndpoint=([^;]+)/i.exec(connectionString)?.[1]?.trim() ?? DEFAULT_ENDPOINT

/** The package tells Microsoft about itself, too, unless the environment says no, which is its one way to be told. */
const ONLY_OURS = ["APPLICATION_INSIGHTS_NO_STATSBEAT", "APPLICATIONINSIGHTS_OPENTELEMETRY_RESOURCE_METRIC_DISABLED"]

/** Application Insights' exporters. They keep nothing on disk: what can't be sent is dropped. */
export const openExporters = (connectionString: string): Effect.Effect<Exporters, never, Identity> =>
  Effect.gen(function* () {
    const found = yield* Effect.promise(() => import("@azure/monitor-opentelemetry-exporter"))
    for (const name of ONLY_OURS) process.env[name] ??= "true"
    const service = { endpoint: endpointIn(connectionString), key: Option.none() }
    const base = { ...clientOptions(service), connectionString, disableOfflineStorage: true }
    // Only a stand-in is asked without TLS, which a connection string can't say, and it asks for no token.
    const options = base.allowInsecureConnection
      ? { ...base, host: service.endpoint }
      : { ...base, credential: yield* tokensFor(service) }
    return {
      spans: new found.AzureMonitorTraceExporter(options),
      logs: new found.AzureMonitorLogExporter(options),
      metrics: new found.AzureMonitorMetricExporter(options)
    }
  })
