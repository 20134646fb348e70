import { Effect, Redacted } from "effect"
import { expect, it } from "@effect/vitest"
import { SecretsUnavailable } from "../../ports/secrets.ts"
import { Telemetry } from "../../ports/telemetry.ts"
import { RecentTelemetry } from "./recent-telemetry.ts"
import { embeddedTelemetry } from "./telemetry.ts"

const seen = Effect.flatMap(RecentTelemetry, (each) => each.recent)
const all = Effect.provide(embeddedTelemetry({ sampleEvery: 1, logs: "off" }))

it.effect("TELEMETRY-1 counts add up by attributes, gauges keep the last value", () =>
  Effect.gen(function* () {
    const telemetry = yield* Telemetry
    yield* telemetry.count("orders", 2, { venue: "simulated" })
    yield* telemetry.count("orders", 3, { venue: "simulated" })
    yield* telemetry.count("orders", 1, { venue: "alpaca" })
    yield* telemetry.gauge("depth", 5)
    yield* telemetry.gauge("depth", 4)
    const { counts, gauges } = yield* seen
    expect(counts).toEqual([
      { name: "orders", attributes: { venue: "simulated" }, value: 5 },
      { name: "orders", attributes: { venue: "alpaca" }, value: 1 }
    ])
    expect(gauges).toEqual([{ name: "depth", attributes: {}, value: 4 }])
  }).pipe(all)
)

it.effect("TELEMETRY-1 attributes without bound don't fill the memory", () =>
  Effect.gen(function* () {
    const telemetry = yield* Telemetry
    for (let i = 0; i < 6_000; i++) yield* telemetry.count("orders", 1, { id: i })
    const { counts } = yield* seen
    expect(counts.length).toBeLessThanOrEqual(5_001)
    expect(counts.reduce((sum, each) => sum + each.value, 0)).toBe(6_000)
  }).pipe(all)
)

it.effect("TELEMETRY-2 an alert is seen and logged as an error", () =>
  Effect.gen(function* () {
    const telemetry = yield* Telemetry
    yield* telemetry.alert({ name: "dead-letters-waiting", message: "11 wait", attributes: { topic: "t" } })
    const { alerts, logs } = yield* seen
    expect(alerts).toMatchObject([{ name: "dead-letters-waiting", message: "11 wait", attributes: { topic: "t" } }])
    expect(logs).toMatchObject([{ level: "Error", attributes: { topic: "t" } }])
  }).pipe(all)
)

it.effect("TELEMETRY-5 only sampled or failed spans are kept", () =>
  Effect.gen(function* () {
    const work = Effect.withSpan(Effect.void, "child").pipe(Effect.withSpan("root"))
    for (let i = 0; i < 4; i++) yield* work
    yield* Effect.exit(Effect.withSpan(Effect.fail("no"), "failing"))
    const { spans } = yield* seen
    expect(spans.map((span) => span.name)).toEqual(["failing", "root", "child", "root", "child"])
    expect(spans[0]?.failure).toBe("no")
    expect(spans[2]?.parentSpanId).toBe(spans[1]?.spanId)
    expect(spans[2]?.traceId).toBe(spans[1]?.traceId)
  }).pipe(Effect.provide(embeddedTelemetry({ sampleEvery: 2, logs: "off" })))
)

it.effect("TELEMETRY-6 TELEMETRY-7 a log keeps its annotations and shows no secret", () =>
  Effect.gen(function* () {
    yield* Effect.logWarning("connect to wss://hub?access_token=abc.def and", Redacted.make("hunter2"), {
      header: "Bearer hunter2"
    }).pipe(Effect.annotateLogs({ botId: "b1", apiKey: "hunter2", password: "hunter2" }))
    const { logs } = yield* seen
    expect(logs).toMatchObject([{ level: "Warn", attributes: { botId: "b1", apiKey: "<redacted>" } }])
    expect(JSON.stringify(logs)).not.toMatch(/hunter2|abc\.def/)
    expect(logs[0]?.message).toContain("wss://hub?access_token=<redacted>")
  }).pipe(all)
)

it.effect("TELEMETRY-6 TELEMETRY-7 an error is logged as its name and message, without secrets", () =>
  Effect.gen(function* () {
    yield* Effect.logError("gave up", new TypeError("no answer of wss://hub?access_token=abc.def"))
    yield* Effect.logError("gave up", new SecretsUnavailable({ message: "the key is missing", retryable: false }))
    const { logs } = yield* seen
    expect(logs.map(({ message }) => message)).toEqual([
      "gave up SecretsUnavailable: the key is missing",
      "gave up TypeError: no answer of wss://hub?access_token=<redacted>"
    ])
  }).pipe(all)
)

it.effect("TELEMETRY-7 no signed token is shown, wherever it stands", () =>
  Effect.gen(function* () {
    const token = "eyJhbGciOi.eyJzdWIi.s-i_g"
    yield* Effect.logInfo(token, `a.${token}`, `Bearer%20${token}&x`, `at-${token}, after`)
    const { logs } = yield* seen
    expect(logs[0]?.message).not.toMatch(/eyJ|s-i_g/)
    expect(logs[0]?.message).toContain(", after")
  }).pipe(all)
)

// Were it read anew wherever a token may begin, this text would take longer than any test may.
it.effect("TELEMETRY-7 a long text that is full of beginnings of tokens holds nobody up", () =>
  Effect.gen(function* () {
    const path = "eyJ".repeat(100_000)
    yield* Effect.logInfo(path)
    const { logs } = yield* seen
    expect(logs[0]?.message).toBe(path)
  }).pipe(all)
)
