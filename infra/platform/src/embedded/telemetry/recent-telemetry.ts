import { Context, type Effect } from "effect"
import type { Alert } from "../../ports/telemetry.ts"

export interface RecentSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | undefined
  readonly name: string
  /** ms since the epoch. */
  readonly startedAt: number
  readonly durationMs: number
  readonly attributes: Readonly<Record<string, unknown>>
  /** The failure in words, when it failed. */
  readonly failure: string | undefined
}

export interface RecentLog {
  readonly at: number
  readonly level: string
  readonly message: string
  readonly attributes: Readonly<Record<string, unknown>>
}

export interface Measured {
  readonly name: string
  readonly attributes: Readonly<Record<string, string | number>>
  readonly value: number
}

/** What an operator sees on the local page: the newest first, kept in memory only. */
export class RecentTelemetry extends Context.Service<
  RecentTelemetry,
  {
    readonly recent: Effect.Effect<{
      readonly spans: ReadonlyArray<RecentSpan>
      readonly logs: ReadonlyArray<RecentLog>
      readonly alerts: ReadonlyArray<Alert & { readonly at: number }>
      readonly counts: ReadonlyArray<Measured>
      readonly gauges: ReadonlyArray<Measured>
    }>
  }
>()("@tradetower/platform/embedded/RecentTelemetry") {}

/** The newest few of many. */
export class Ring<A> {
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
