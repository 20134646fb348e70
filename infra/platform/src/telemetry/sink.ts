import type { LogLevel, Tracer } from "effect"
import type { Alert } from "../ports/telemetry.ts"

export type Attributes = Readonly<Record<string, string | number>>

/** A span that has ended and is kept: its trace is sampled, or it failed. Nothing in it is secret. */
export interface EndedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | undefined
  readonly name: string
  readonly kind: Tracer.SpanKind
  /** ms since the epoch. */
  readonly startedAt: number
  readonly durationMs: number
  readonly attributes: Readonly<Record<string, unknown>>
  /** The failure in words, when it failed. */
  readonly failure: string | undefined
}

/** A line that was logged, without secrets. */
export interface LogEntry {
  /** ms since the epoch. */
  readonly at: number
  readonly level: LogLevel.LogLevel
  readonly message: string
  readonly attributes: Readonly<Record<string, unknown>>
  /** The span it was logged in. */
  readonly span: { readonly traceId: string; readonly spanId: string } | undefined
}

/** Where telemetry goes. None of it waits, fails or throws (TELEMETRY-8). */
export interface Sink {
  readonly span: (span: EndedSpan) => void
  readonly log: (entry: LogEntry) => void
  readonly count: (name: string, by: number, attributes: Attributes) => void
  readonly gauge: (name: string, value: number, attributes: Attributes) => void
  /** It is logged as an error, too. */
  readonly alert: (alert: Alert & { readonly at: number }) => void
}

/** A sink that passes everything on to several. */
export const toAll = (sinks: ReadonlyArray<Sink>): Sink => {
  const each = (tell: (sink: Sink) => void) => {
    for (const sink of sinks) tell(sink)
  }
  return {
    span: (span) => each((sink) => sink.span(span)),
    log: (entry) => each((sink) => sink.log(entry)),
    count: (name, by, attributes) => each((sink) => sink.count(name, by, attributes)),
    gauge: (name, value, attributes) => each((sink) => sink.gauge(name, value, attributes)),
    alert: (alert) => each((sink) => sink.alert(alert))
  }
}
