import { Cause, Clock, Context, Effect, Exit, Layer, Logger, Option, References, Tracer } from "effect"
import { type Alert, Telemetry } from "../../ports/telemetry.ts"
import { logLine, messageText, scrub, shownAll } from "./log-line.ts"
import { type Measured, RecentTelemetry, Ring, type RecentLog, type RecentSpan } from "./recent-telemetry.ts"

export interface TelemetryOptions {
  /** Every how manieth trace is kept whole; failed spans of the others are kept too. Default 20. */
  readonly sampleEvery?: number
  /** `json` for machines, `line` for people (default), `off` for tests. */
  readonly logs?: "json" | "line" | "off"
}

const KEPT = 500
/** Past this many series a counter's attributes are surely unbounded; the rest is added up without them. */
const MAX_SERIES = 5_000

class Observations {
  readonly spans = new Ring<RecentSpan>(KEPT)
  readonly logs = new Ring<RecentLog>(KEPT)
  readonly alerts = new Ring<Alert & { readonly at: number }>(KEPT)
  readonly counts = new Map<string, { name: string; attributes: Measured["attributes"]; value: number }>()
  readonly gauges = new Map<string, { name: string; attributes: Measured["attributes"]; value: number }>()

  series(all: Observations["counts"], name: string, attributes: Measured["attributes"] = {}) {
    let key = name
    for (const each in attributes) key += `|${each}=${attributes[each]}`
    const known = all.get(key) ?? (all.size < MAX_SERIES ? undefined : all.get(name))
    if (known !== undefined) return known
    const made = { name, attributes: all.size < MAX_SERIES ? attributes : {}, value: 0 }
    all.set(all.size < MAX_SERIES ? key : name, made)
    return made
  }
}

/** A span that costs little until it ends, and is kept when its trace is sampled or it failed. */
class ObservedSpan extends Tracer.NativeSpan {
  private readonly observations: Observations

  constructor(observations: Observations, options: ConstructorParameters<typeof Tracer.NativeSpan>[0]) {
    super(options)
    this.observations = observations
  }

  override end(endTime: bigint, exit: Exit.Exit<unknown, unknown>): void {
    super.end(endTime, exit)
    const failed = Exit.isFailure(exit) && !Cause.hasInterruptsOnly(exit.cause)
    if (!this.sampled && !failed) return
    this.observations.spans.push({
      traceId: this.traceId,
      spanId: this.spanId,
      parentSpanId: Option.getOrUndefined(this.parent)?.spanId,
      name: this.name,
      startedAt: Number(this.startTime / 1_000_000n),
      durationMs: Number(endTime - this.startTime) / 1e6,
      attributes: shownAll(Object.fromEntries(this.attributes)),
      failure: failed ? scrub(String(Cause.squash(exit.cause))) : undefined
    })
  }
}

const tracerOf = (observations: Observations, sampleEvery: number): Tracer.Tracer => {
  let roots = 0
  return Tracer.make({
    span: (options) => {
      const sampled = options.sampled && (Option.isSome(options.parent) || roots++ % sampleEvery === 0)
      return new ObservedSpan(observations, { ...options, sampled })
    }
  })
}

const loggerOf = (observations: Observations, logs: TelemetryOptions["logs"]) =>
  Logger.make<unknown, void>(({ cause, date, fiber, logLevel, message }) => {
    const span = Option.getOrUndefined(Context.getOption(fiber.context, Tracer.ParentSpan))
    const text = messageText(message) + (cause.reasons.length === 0 ? "" : `\n${scrub(Cause.pretty(cause))}`)
    const attributes = shownAll(fiber.getRef(References.CurrentLogAnnotations))
    observations.logs.push({ at: date.getTime(), level: logLevel, message: text, attributes })
    if (logs === "off") return
    const line =
      logs === "json"
        ? JSON.stringify({
            at: date.toISOString(),
            level: logLevel,
            message: text,
            traceId: span?.traceId,
            ...attributes
          })
        : logLine(date, logLevel, text, attributes)
    const out = logLevel === "Error" || logLevel === "Fatal" || logLevel === "Warn" ? process.stderr : process.stdout
    out.write(`${line}\n`)
  })

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/** The span a message came from, as its `traceparent` says. */
const parentOf = (traceparent: string | undefined): Tracer.ExternalSpan | undefined => {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? "") ?? []
  if (traceId === undefined || spanId === undefined) return undefined
  return Tracer.externalSpan({ traceId, spanId, sampled: (parseInt(flags ?? "0", 16) & 1) === 1 })
}

const make = (observations: Observations): Telemetry["Service"] => ({
  count: (name, by, attributes) =>
    Effect.sync(() => {
      observations.series(observations.counts, name, attributes).value += by
    }),
  gauge: (name, value, attributes) =>
    Effect.sync(() => {
      observations.series(observations.gauges, name, attributes).value = value
    }),
  alert: (alert) =>
    Effect.flatMap(Clock.currentTimeMillis, (at) => {
      observations.alerts.push({ ...alert, message: scrub(alert.message), at })
      return Effect.logError(`${alert.name}: ${alert.message}`).pipe(Effect.annotateLogs(alert.attributes ?? {}))
    }),
  traceparent: Effect.map(Effect.serviceOption(Tracer.ParentSpan), (span) =>
    Option.match(span, {
      onNone: () => undefined,
      onSome: ({ sampled, spanId, traceId }) => `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`
    })
  ),
  continueTrace: (traceparent, name, effect) => {
    const parent = parentOf(traceparent)
    const from = parent === undefined ? { root: true } : { parent, kind: "consumer" as const }
    return Effect.withSpan(effect, name, { ...from, captureStackTrace: false })
  }
})

/** Console, and a ring in memory that the local page shows. Contract: `infra/platform/contracts/telemetry.md`. */
export const embeddedTelemetry = (options: TelemetryOptions = {}): Layer.Layer<Telemetry | RecentTelemetry> =>
  Layer.unwrap(
    Effect.sync(() => {
      const observations = new Observations()
      const recent = Effect.sync(() => ({
        spans: observations.spans.newestFirst(),
        logs: observations.logs.newestFirst(),
        alerts: observations.alerts.newestFirst(),
        counts: [...observations.counts.values()],
        gauges: [...observations.gauges.values()]
      }))
      return Layer.mergeAll(
        Layer.succeedContext(
          Context.make(Telemetry, make(observations)).pipe(Context.add(RecentTelemetry, { recent }))
        ),
        Layer.succeed(Tracer.Tracer, tracerOf(observations, options.sampleEvery ?? 20)),
        Logger.layer([loggerOf(observations, options.logs ?? "line")])
      )
    })
  )
