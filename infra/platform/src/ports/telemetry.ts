import { Context, type Effect } from "effect"

export interface Alert {
  /** Stable name: `dead-letters-waiting`. */
  readonly name: string
  /** What is wrong and what to do. */
  readonly message: string
  readonly attributes?: Readonly<Record<string, string | number>>
}

/**
 * What an operator sees. Spans and logs go through Effect's own tracer and logger, which the implementation's layer
 * installs; this port is for what Effect has no word for, and for carrying a trace over the bus.
 * Contract: `infra/platform/contracts/telemetry.md`.
 */
export class Telemetry extends Context.Service<
  Telemetry,
  {
    /** Adds to a counter, by name and attributes. */
    readonly count: (
      name: string,
      by: number,
      attributes?: Readonly<Record<string, string | number>>
    ) => Effect.Effect<void>
    /** Sets a gauge. */
    readonly gauge: (
      name: string,
      value: number,
      attributes?: Readonly<Record<string, string | number>>
    ) => Effect.Effect<void>
    /** Someone should look. */
    readonly alert: (alert: Alert) => Effect.Effect<void>
    /** W3C `traceparent` of the open span, for a message's properties. */
    readonly traceparent: Effect.Effect<string | undefined>
    /** Runs as a child of the span a message came from. */
    readonly continueTrace: <A, E, R>(
      traceparent: string | undefined,
      name: string,
      effect: Effect.Effect<A, E, R>
    ) => Effect.Effect<A, E, R>
  }
>()("@tradetower/platform/Telemetry") {}
