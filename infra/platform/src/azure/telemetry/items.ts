import type {
  AzureMonitorLogExporter,
  AzureMonitorMetricExporter,
  AzureMonitorTraceExporter
} from "@azure/monitor-opentelemetry-exporter"
import type { LogLevel } from "effect"
import type { Measured } from "../../telemetry/series.ts"
import type { EndedSpan, LogEntry } from "../../telemetry/sink.ts"

/** What the exporters take, as far as they read it: OpenTelemetry's own objects, which we have no other use for. */
export type Spans = Parameters<AzureMonitorTraceExporter["export"]>[0]
export type Logs = Parameters<AzureMonitorLogExporter["export"]>[0]
export type Metrics = Parameters<AzureMonitorMetricExporter["export"]>[0]

/** OpenTelemetry's numbers. */
const SERVER = 1
const KINDS = { internal: 0, server: SERVER, client: 2, producer: 3, consumer: SERVER } as const
const OK = 1
const ERROR = 2
const GAUGE = 2
const SUM = 3
const DELTA = 0
const SAMPLED = 1
const SEVERITIES: Readonly<Partial<Record<LogLevel.LogLevel, number>>> = {
  Fatal: 21,
  Error: 17,
  Warn: 13,
  Info: 9,
  Debug: 5,
  Trace: 1
}

/** Seconds and nanoseconds. */
const time = (ms: number): [number, number] => [Math.floor(ms / 1_000), Math.round((ms % 1_000) * 1e6)]

const scope = { name: "tradetower" }
const resource = (role: string) => ({ attributes: { "service.name": role } })

/**
 * A span as a request, where a trace begins or a message is carried out, else as a dependency. Of sampled traces it counts
 * for all those that were not kept; one that failed is kept always and counts for itself.
 */
const spanItem = (role: string, sampleEvery: number) => (span: EndedSpan) => {
  const { attributes, durationMs, failure, kind, name, parentSpanId, spanId, startedAt, traceId } = span
  const context = (id: string) => ({ traceId, spanId: id, traceFlags: SAMPLED })
  return {
    name,
    kind: parentSpanId === undefined ? SERVER : KINDS[kind],
    spanContext: () => context(spanId),
    ...(parentSpanId !== undefined && { parentSpanContext: context(parentSpanId) }),
    startTime: time(startedAt),
    endTime: time(startedAt + durationMs),
    duration: time(durationMs),
    ended: true,
    status: { code: failure === undefined ? OK : ERROR },
    attributes: {
      ...attributes,
      ...(failure !== undefined && { failure }),
      "microsoft.sample_rate": failure === undefined ? 100 / sampleEvery : 100
    },
    links: [],
    events: [],
    resource: resource(role),
    instrumentationScope: scope
  }
}

export const spanItems = (role: string, sampleEvery: number, spans: ReadonlyArray<EndedSpan>): Spans =>
  spans.map(spanItem(role, sampleEvery)) as unknown as Spans

export const logItems = (role: string, entries: ReadonlyArray<LogEntry>): Logs =>
  entries.map(({ at, attributes, level, message, span }) => ({
    hrTime: time(at),
    hrTimeObserved: time(at),
    ...(span !== undefined && { spanContext: { ...span, traceFlags: SAMPLED } }),
    severityText: level,
    severityNumber: SEVERITIES[level] ?? 0,
    body: message,
    attributes,
    resource: resource(role),
    instrumentationScope: scope,
    droppedAttributesCount: 0
  })) as unknown as Logs

/** What was counted since `since`, and how gauges stand now. */
export const metricItems = (
  role: string,
  since: number,
  now: number,
  counts: ReadonlyArray<Measured>,
  gauges: ReadonlyArray<Measured>
): Metrics => {
  const metric = (kind: object) => (measured: Measured) => ({
    descriptor: { name: measured.name, description: "", unit: "" },
    dataPoints: [
      { attributes: measured.attributes, value: measured.value, startTime: time(since), endTime: time(now) }
    ],
    ...kind
  })
  const metrics = [
    ...counts.map(metric({ dataPointType: SUM, isMonotonic: true, aggregationTemporality: DELTA })),
    ...gauges.map(metric({ dataPointType: GAUGE, aggregationTemporality: DELTA }))
  ]
  return { resource: resource(role), scopeMetrics: [{ scope, metrics }] } as unknown as Metrics
}
