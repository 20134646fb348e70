import { Cause, Clock, Context, Effect, Exit, Layer, Logger, Option, References, Tracer } from "effect"
import { Telemetry } from "../ports/telemetry.ts"
import { messageText, scrub, shownAll } from "./log-line.ts"
import type { Sink } from "./sink.ts"

/** Every how manieth trace is kept whole, when not said. */
export const SAMPLE_EVERY = 20

/** A span that costs little until it ends, and is kept when its trace is sampled or it failed (TELEMETRY-5). */
class ObservedSpan extends Tracer.NativeSpan {
  private readonly sink: Sink

  constructor(sink: Sink, options: ConstructorParameters<typeof Tracer.NativeSpan>[0]) {
    super(options)
    this.sink = sink
  }

  override end(endTime: bigint, exit: Exit.Exit<unknown, unknown>): void {
    super.end(endTime, exit)
    const failed = Exit.isFailure(exit) && !Cause.hasInterruptsOnly(exit.cause)
    if (!this.sampled && !failed) return
    this.sink.span({
      traceId: this.traceId,
      spanId: this.spanId,
      parentSpanId: Option.getOrUndefined(this.parent)?.spanId,
      name: this.name,
      kind: this.kind,
      startedAt: Number(this.startTime / 1_000_000n),
      durationMs: Number(endTime - this.startTime) / 1e6,
      attributes: shownAll(Object.fromEntries(this.attributes)),
      failure: failed ? scrub(String(Cause.squash(exit.cause))) : undefined
    })
  }
}

const tracerOf = (sink: Sink, sampleEvery: number): Tracer.Tracer => {
  let roots = 0
  return Tracer.make({
    span: (options) => {
      const sampled = options.sampled && (Option.isSome(options.parent) || roots++ % sampleEvery === 0)
      return new ObservedSpan(sink, { ...options, sampled })
    }
  })
}

const loggerOf = (sink: Sink) =>
  Logger.make<unknown, void>(({ cause, date, fiber, logLevel, message }) => {
    const span = Option.getOrUndefined(Context.getOption(fiber.context, Tracer.ParentSpan))
    sink.log({
      at: date.getTime(),
      level: logLevel,
      message: messageText(message) + (cause.reasons.length === 0 ? "" : `\n${scrub(Cause.pretty(cause))}`),
      attributes: shownAll(fiber.getRef(References.CurrentLogAnnotations)),
      span: span && { traceId: span.traceId, spanId: span.spanId }
    })
  })

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/** The span a message came from, as its `traceparent` says. */
const parentOf = (traceparent: string | undefined): Tracer.ExternalSpan | undefined => {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? "") ?? []
  if (traceId === undefined || spanId === undefined) return undefined
  return Tracer.externalSpan({ traceId, spanId, sampled: (parseInt(flags ?? "0", 16) & 1) === 1 })
}

const make = (sink: Sink): Telemetry["Service"] => ({
  count: (name, by, attributes = {}) => Effect.sync(() => sink.count(name, by, attributes)),
  gauge: (name, value, attributes = {}) => Effect.sync(() => sink.gauge(name, value, attributes)),
  alert: (alert) =>
    Effect.flatMap(Clock.currentTimeMillis, (at) => {
      sink.alert({ ...alert, message: scrub(alert.message), at })
      return Effect.logError(`${alert.name}: ${alert.message}`).pipe(
        Effect.annotateLogs({ ...alert.attributes, alert: alert.name })
      )
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

/** Telemetry, and Effect's tracer and logger, into a sink. Contract: `infra/platform/contracts/telemetry.md`. */
export const telemetryInto = (sink: Sink, sampleEvery = SAMPLE_EVERY): Layer.Layer<Telemetry> =>
  Layer.mergeAll(
    Layer.succeed(Telemetry, make(sink)),
    Layer.succeed(Tracer.Tracer, tracerOf(sink, sampleEvery)),
    Logger.layer([loggerOf(sink)])
  )
