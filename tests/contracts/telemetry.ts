import { Effect } from "effect"
import { describe, expect, it } from "@effect/vitest"
import { Telemetry } from "@tradetower/platform"
import { type Open, unique } from "./place.ts"

/** The rules of `infra/platform/contracts/telemetry.md` that can be seen through the port alone. */
export const telemetryContract = (name: string, open: Open<Telemetry>): void => {
  const rule = (title: string, test: Effect.Effect<void, unknown, Telemetry>) =>
    it.live(title, () => Effect.provide(test, open(unique("place"))))

  describe(`Telemetry: ${name}`, () => {
    rule(
      "TELEMETRY-3 traceparent is that of the open span",
      Effect.gen(function* () {
        const telemetry = yield* Telemetry
        expect(yield* telemetry.traceparent).toBeUndefined()
        const [outer, inner] = yield* Effect.all([
          telemetry.traceparent,
          Effect.withSpan(telemetry.traceparent, "inner")
        ]).pipe(Effect.withSpan("outer"))
        expect(outer).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/)
        expect(inner?.slice(3, 35)).toBe(outer?.slice(3, 35))
        expect(inner?.slice(36, 52)).not.toBe(outer?.slice(36, 52))
      })
    )

    rule(
      "TELEMETRY-4 TELEMETRY-5 a trace goes on where a message came from, sampled or not",
      Effect.gen(function* () {
        const telemetry = yield* Telemetry
        const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        for (const flags of ["00", "01"]) {
          const continued = yield* telemetry.continueTrace(
            `00-${trace}-00f067aa0ba902b7-${flags}`,
            "handle",
            telemetry.traceparent
          )
          expect(continued).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-${flags}$`))
          expect(continued).not.toContain("00f067aa0ba902b7")
        }
        for (const none of [undefined, "", "nonsense", "00-xyz-1-01"]) {
          const begun = yield* telemetry.continueTrace(none, "handle", telemetry.traceparent)
          expect(begun).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/)
          expect(begun).not.toContain(trace)
        }
      })
    )

    rule(
      "TELEMETRY-8 telemetry fails no one",
      Effect.gen(function* () {
        const telemetry = yield* Telemetry
        yield* telemetry.count("orders", 1, { venue: "simulated" })
        yield* telemetry.gauge("depth", Number.NaN)
        yield* telemetry.alert({ name: "dead-letters-waiting", message: "11 wait", attributes: { topic: "x" } })
        expect(yield* telemetry.continueTrace(undefined, "answer", Effect.succeed(42))).toBe(42)
        expect(yield* Effect.flip(telemetry.continueTrace(undefined, "fail", Effect.fail("as it was")))).toBe(
          "as it was"
        )
      })
    )
  })
}
