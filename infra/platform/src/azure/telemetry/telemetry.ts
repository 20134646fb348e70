import { Clock, Effect, Layer, Option } from "effect"
import type { Telemetry } from "../../ports/telemetry.ts"
import { consoleSink, type Logs } from "../../telemetry/console.ts"
import { Series } from "../../telemetry/series.ts"
import { type EndedSpan, type LogEntry, type Sink, toAll } from "../../telemetry/sink.ts"
import { SAMPLE_EVERY, telemetryInto } from "../../telemetry/telemetry.ts"
import type { Identity } from "../credential.ts"
import { onFirstUse } from "../on-first-use.ts"
import type { AzureSettings } from "../settings.ts"
import { type Exporters, openExporters } from "./exporters.ts"
import { logItems, metricItems, spanItems } from "./items.ts"
import { Waiting } from "./waiting.ts"

export interface AzureTelemetryOptions {
  /** Which part of the system this is, such as `execution`. */
  readonly role: string
  /** How logs are written to the console beside. Default: `json`. */
  readonly logs?: Logs
  /** Every how manieth trace is kept whole; failed spans of the others are kept too. Default 20. */
  readonly sampleEvery?: number
}

/** Of spans and of logs each; what comes while so many wait is dropped. */
const MOST_WAITING = 2_048
const SEND_EVERY = Effect.sleep("5 seconds")
const MEASURE_EVERY = Effect.sleep("60 seconds")
/** A batch that takes longer is given up. */
const PATIENCE = "10 seconds"
/** How long the end of a process waits for what is left. */
const LAST_PATIENCE = "5 seconds"

/** What is to be sent. What can't be is counted as `telemetry-dropped`. */
class Gathered implements Sink {
  readonly counts = new Series()
  readonly gauges = new Series()
  readonly drop = (count: number): void => this.counts.add("telemetry-dropped", count, {})
  readonly spans = new Waiting<EndedSpan>(MOST_WAITING, this.drop)
  readonly logs = new Waiting<LogEntry>(MOST_WAITING, this.drop)

  readonly span = (span: EndedSpan): void => this.spans.push(span)
  readonly log = (entry: LogEntry): void => this.logs.push(entry)
  readonly count: Sink["count"] = (name, by, attributes) => this.counts.add(name, by, attributes)
  readonly gauge: Sink["gauge"] = (name, value, attributes) => this.gauges.set(name, value, attributes)
  /** It is logged, with its name as the attribute `alert`: rules of alerting look for that. */
  readonly alert = (): void => undefined
}

interface Exporter<Items> {
  readonly export: (items: Items, done: (result: { readonly code: number }) => void) => unknown
}

/** Whether a batch was taken. */
const taken = <Items>(exporter: Exporter<Items>, items: Items): Effect.Effect<boolean> =>
  Effect.callback<boolean>((resume) => {
    const done = (result: { readonly code: number }) => resume(Effect.succeed(result.code === 0))
    Promise.resolve(exporter.export(items, done)).catch(() => done({ code: 1 }))
  }).pipe(Effect.timeoutOption(PATIENCE), Effect.map(Option.getOrElse(() => false)))

/** Sends what was gathered to Application Insights, until the scope closes. */
const sending = (gathered: Gathered, connectionString: string, role: string, sampleEvery: number) =>
  Effect.gen(function* () {
    let exporters: Exporters | undefined
    const opened = yield* onFirstUse(
      Effect.tap(openExporters(connectionString), (open) =>
        Effect.sync(() => {
          exporters = open
        })
      )
    )
    const send = Effect.gen(function* () {
      const spans = gathered.spans.take()
      const logs = gathered.logs.take()
      if (spans.length > 0) {
        const to = (yield* opened).spans
        if (!(yield* taken(to, spanItems(role, sampleEvery, spans)))) gathered.drop(spans.length)
      }
      if (logs.length > 0) {
        const to = (yield* opened).logs
        if (!(yield* taken(to, logItems(role, logs)))) gathered.drop(logs.length)
      }
    })
    let since = yield* Clock.currentTimeMillis
    const measure = Effect.gen(function* () {
      const counts = gathered.counts.take()
      const gauges = gathered.gauges.values
      if (counts.length + gauges.length === 0) return
      const to = (yield* opened).metrics
      const now = yield* Clock.currentTimeMillis
      if (yield* taken(to, metricItems(role, since, now, counts, gauges))) since = now
      // What was counted in vain is counted on.
      else for (const { attributes, name, value } of counts) gathered.counts.add(name, value, attributes)
    })
    yield* Effect.addFinalizer(() =>
      Effect.andThen(send, measure).pipe(
        Effect.timeout(LAST_PATIENCE),
        Effect.ignore,
        Effect.andThen(
          Effect.promise(() =>
            Promise.all([exporters?.spans.shutdown(), exporters?.logs.shutdown(), exporters?.metrics.shutdown()])
          )
        )
      )
    )
    yield* Effect.forkScoped(Effect.forever(Effect.andThen(SEND_EVERY, send)))
    yield* Effect.forkScoped(Effect.forever(Effect.andThen(MEASURE_EVERY, measure)))
  })

/** Telemetry on Application Insights, and the console. Contract: `infra/platform/contracts/telemetry.md`. */
export const azureTelemetry = (
  { monitor }: Pick<AzureSettings, "monitor">,
  { logs = "json", role, sampleEvery = SAMPLE_EVERY }: AzureTelemetryOptions
): Layer.Layer<Telemetry, never, Identity> =>
  Layer.unwrap(
    Effect.sync(() => {
      const gathered = new Gathered()
      const toConsole = consoleSink(logs)
      return Option.match(monitor, {
        onNone: () => telemetryInto(toConsole, sampleEvery),
        onSome: (connectionString) =>
          Layer.merge(
            telemetryInto(toAll([gathered, toConsole]), sampleEvery),
            Layer.effectDiscard(sending(gathered, connectionString, role, sampleEvery))
          )
      })
    })
  )
