import { inspect } from "node:util"
import { expect, it } from "@effect/vitest"
import { Effect, Logger, References, Tracer } from "effect"
import type { RequestFault } from "../standins/coinbase/faults.ts"
import { buy, trading } from "./coinbase-trading.ts"

it.live("nothing secret is in what it logs, traces or fails with, whatever goes wrong", () =>
  Effect.scoped(
    Effect.gen(function* () {
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
      const secrets = yield* Effect.gen(function* () {
        const { account, key, listening, place, server } = yield* trading
        yield* listening
        const faults: ReadonlyArray<RequestFault> = [
          "HTML_502",
          "CUT_AFTER_ACCEPT",
          "OTHER_SHAPE",
          "FORBIDDEN",
          "TEXT_429",
          "UNAUTHORIZED"
        ]
        for (const fault of faults) {
          server.faults.push(fault)
          write(yield* Effect.exit(place(buy())))
          server.faults.push(fault)
          write(yield* Effect.exit(account.balances))
        }
        server.messageFaults.push("UNREADABLE")
        yield* Effect.exit(place(buy()))
        return [
          server.tokens,
          [key.key.export({ format: "pem", type: "pkcs8" }).toString().split("\n")[1] ?? "?"]
        ].flat()
      }).pipe(
        Effect.provide(Logger.layer([logger])),
        Effect.provideService(References.MinimumLogLevel, "All"),
        Effect.provideService(Tracer.Tracer, tracer)
      )
      for (const span of spans)
        if (span instanceof Tracer.NativeSpan) write([span.name, [...span.attributes], span.status, span.events])
      expect(spans.some((span) => span.attributes.has("requestId"))).toBe(true)
      expect(secrets.length).toBeGreaterThan(10)
      const all = written.join("\n")
      expect(secrets.filter((secret) => all.includes(secret))).toEqual([])
    })
  )
)
