import { Context, type Effect } from "effect"
import type { Alert } from "../../ports/telemetry.ts"
import { type Measured, Series } from "../../telemetry/series.ts"
import type { EndedSpan, LogEntry, Sink } from "../../telemetry/sink.ts"

const KEPT = 500

/** What an operator sees on the local page: the newest first, kept in memory only. */
export interface Recent {
  readonly spans: ReadonlyArray<EndedSpan>
  readonly logs: ReadonlyArray<LogEntry>
  readonly alerts: ReadonlyArray<Alert & { readonly at: number }>
  readonly counts: ReadonlyArray<Measured>
  readonly gauges: ReadonlyArray<Measured>
}

export class RecentTelemetry extends Context.Service<RecentTelemetry, { readonly recent: Effect.Effect<Recent> }>()(
  "@tradetower/platform/embedded/RecentTelemetry"
) {}

/** The newest few of many. */
class Ring<A> {
  private readonly size: number
  private readonly items: Array<A> = []
  private next = 0

  constructor(size: number) {
    this.size = size
  }

  push(item: A): void {
    this.items[this.next] = item
    this.next = (this.next + 1) % this.size
  }

  newestFirst(): ReadonlyArray<A> {
    return [...this.items.slice(this.next), ...this.items.slice(0, this.next)].reverse()
  }
}

/** Keeps what is newest. */
export class RecentSink implements Sink {
  private readonly spans = new Ring<EndedSpan>(KEPT)
  private readonly logs = new Ring<LogEntry>(KEPT)
  private readonly alerts = new Ring<Alert & { readonly at: number }>(KEPT)
  private readonly counts = new Series()
  private readonly gauges = new Series()

  readonly span = (span: EndedSpan): void => this.spans.push(span)
  readonly log = (entry: LogEntry): void => this.logs.push(entry)
  readonly alert = (alert: Alert & { readonly at: number }): void => this.alerts.push(alert)
  readonly count: Sink["count"] = (name, by, attributes) => this.counts.add(name, by, attributes)
  readonly gauge: Sink["gauge"] = (name, value, attributes) => this.gauges.set(name, value, attributes)

  get recent(): Recent {
    return {
      spans: this.spans.newestFirst(),
      logs: this.logs.newestFirst(),
      alerts: this.alerts.newestFirst(),
      counts: this.counts.values,
      gauges: this.gauges.values
    }
  }
}
