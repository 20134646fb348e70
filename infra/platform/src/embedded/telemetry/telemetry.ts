import { Effect, Layer } from "effect"
import type { Telemetry } from "../../ports/telemetry.ts"
import { consoleSink, type Logs } from "../../telemetry/console.ts"
import { toAll } from "../../telemetry/sink.ts"
import { telemetryInto } from "../../telemetry/telemetry.ts"
import { RecentSink, RecentTelemetry } from "./recent-telemetry.ts"

export interface TelemetryOptions {
  /** Every how manieth trace is kept whole; failed spans of the others are kept too. Default 20. */
  readonly sampleEvery?: number
  /** Default: `line`. */
  readonly logs?: Logs
}

/** Console, and a ring in memory that the local page shows. Contract: `infra/platform/contracts/telemetry.md`. */
export const embeddedTelemetry = (options: TelemetryOptions = {}): Layer.Layer<Telemetry | RecentTelemetry> =>
  Layer.unwrap(
    Effect.sync(() => {
      const recent = new RecentSink()
      return Layer.merge(
        telemetryInto(toAll([recent, consoleSink(options.logs ?? "line")]), options.sampleEvery),
        Layer.succeed(RecentTelemetry, { recent: Effect.sync(() => recent.recent) })
      )
    })
  )
