import { inspect } from "node:util"
import { Effect, Logger, References, Tracer } from "effect"

/** What an effect logs, traces and hands to `write`, as text; and what it answers. */
export const whatIsWritten = Effect.fnUntraced(function* <A, E, R>(
  effect: (write: (what: unknown) => void) => Effect.Effect<A, E, R>
) {
  const written: Array<string> = []
  const write = (what: unknown) =>
    void written.push(inspect(what, { depth: 12, showHidden: true, maxStringLength: null }))
  const logger = Logger.make(({ cause, message }) => write([message, cause]))
  const spans: Array<Tracer.Span> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  const answer = yield* effect(write).pipe(
    Effect.provide(Logger.layer([logger])),
    Effect.provideService(References.MinimumLogLevel, "All"),
    Effect.provideService(Tracer.Tracer, tracer)
  )
  for (const span of spans)
    if (span instanceof Tracer.NativeSpan) write([span.name, [...span.attributes], span.status, span.events])
  return { all: written.join("\n"), spans, answer }
})
