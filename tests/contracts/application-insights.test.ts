import { Effect, Fiber, Layer, Option, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { expect, it } from "@effect/vitest"
import { Telemetry } from "@tradetower/platform"
import { azureTelemetry, Identity } from "@tradetower/platform/azure"
import { applicationInsights } from "../standins/application-insights/server.ts"

const identity = Identity.layer({ clientId: Option.none() })

/** Does its work, and answers what has arrived once the process would have ended. */
const arrived = <A, E>(
  work: Effect.Effect<A, E, Telemetry>,
  { refuse = 0, sampleEvery = 1 }: { readonly refuse?: number; readonly sampleEvery?: number } = {}
) =>
  Effect.gen(function* () {
    const { connectionString, refuse: refuseNext, told } = yield* applicationInsights
    refuseNext(refuse)
    const telemetry = azureTelemetry(
      { monitor: Option.some(connectionString) },
      { role: "execution", logs: "off", sampleEvery }
    )
    yield* Effect.provide(work, Layer.provide(telemetry, identity))
    return told
  })

it.effect("TELEMETRY-5 of traces the sampled arrive, counting for all, and what failed, counting for itself", () =>
  Effect.gen(function* () {
    const told = yield* arrived(
      Effect.gen(function* () {
        for (let i = 0; i < 4; i++) yield* Effect.void.pipe(Effect.withSpan("child"), Effect.withSpan("root"))
        yield* Effect.void.pipe(Effect.withSpan("not sampled"))
        yield* Effect.exit(Effect.fail("the exchange said no").pipe(Effect.withSpan("failing")))
      }),
      { sampleEvery: 2 }
    )
    const spans = told.map(({ data: { baseData, baseType }, sampleRate }) => [
      baseType,
      baseType === "RequestData" ? undefined : baseData.name,
      baseData.success,
      sampleRate
    ])
    const child = ["RemoteDependencyData", "child", true, 50]
    const root = ["RequestData", undefined, true, 50]
    expect(spans).toEqual([child, root, child, root, root, ["RequestData", undefined, false, 100]])
    const [inner, outer] = told
    expect(inner?.tags["ai.operation.id"]).toBe(outer?.tags["ai.operation.id"])
    expect(inner?.tags["ai.cloud.role"]).toBe("execution")
    expect(told.at(-1)?.tags["ai.operation.name"]).toBe("failing")
    expect(told.at(-1)?.data.baseData.properties["failure"]).toBe("the exchange said no")
  })
)

it.effect("TELEMETRY-2 TELEMETRY-6 TELEMETRY-7 logs and alerts arrive with their attributes, and no secret does", () =>
  Effect.gen(function* () {
    const told = yield* arrived(
      Effect.gen(function* () {
        yield* Effect.logWarning("connect to wss://hub?access_token=abc.def", Redacted.make("hunter2")).pipe(
          Effect.annotateLogs({ botId: "b1", password: "hunter2" }),
          Effect.withSpan("connect")
        )
        const telemetry = yield* Telemetry
        yield* telemetry.alert({ name: "dead-letters-waiting", message: "11 wait", attributes: { topic: "t" } })
      })
    )
    const logs = told.filter(({ data }) => data.baseType === "MessageData")
    const trace = told.find(({ data }) => data.baseType === "RequestData")?.tags["ai.operation.id"]
    expect(trace).toMatch(/^[0-9a-f]{32}$/)
    expect(logs).toMatchObject([
      {
        tags: { "ai.operation.id": trace },
        data: { baseData: { severityLevel: "Warning", properties: { botId: "b1", password: "<redacted>" } } }
      },
      {
        data: {
          baseData: {
            severityLevel: "Error",
            message: "dead-letters-waiting: 11 wait",
            properties: { alert: "dead-letters-waiting", topic: "t" }
          }
        }
      }
    ])
    expect(JSON.stringify(told)).not.toMatch(/hunter2|abc\.def/)
  })
)

it.effect("TELEMETRY-1 TELEMETRY-8 counts arrive as sums, gauges as they stand, and what was dropped is counted", () =>
  Effect.gen(function* () {
    const told = yield* arrived(
      Effect.gen(function* () {
        const telemetry = yield* Telemetry
        yield* telemetry.count("orders", 2, { venue: "simulated" })
        yield* telemetry.count("orders", 3, { venue: "simulated" })
        yield* telemetry.gauge("depth", 5)
        yield* telemetry.gauge("depth", 4)
        // More than may wait, and then refused.
        for (let i = 0; i < 2_100; i++) yield* Effect.logInfo(`${i}`)
      }),
      { refuse: 1 }
    )
    const measured = told.map(({ data: { baseData } }) => [
      baseData.metrics?.[0]?.name,
      baseData.metrics?.[0]?.value,
      baseData.properties["venue"]
    ])
    expect(measured).toHaveLength(3)
    expect(measured).toEqual(
      expect.arrayContaining([
        ["orders", 5, "simulated"],
        ["depth", 4, undefined],
        ["telemetry-dropped", 2_100, undefined]
      ])
    )
  })
)

it.effect("TELEMETRY-8 an end does not wait for long for who does not answer", () =>
  Effect.gen(function* () {
    const { connectionString, fallSilent } = yield* applicationInsights
    fallSilent()
    const telemetry = azureTelemetry({ monitor: Option.some(connectionString) }, { role: "execution", logs: "off" })
    const working = yield* Effect.forkChild(
      Effect.provide(Effect.as(Effect.logInfo("told to nobody"), 42), Layer.provide(telemetry, identity))
    )
    // Until it ends: when it begins to wait is its own matter.
    while (working.pollUnsafe() === undefined) {
      yield* TestClock.adjust("1 second")
      yield* Effect.promise(() => new Promise<void>((done) => void setImmediate(done)))
    }
    expect(yield* Fiber.join(working)).toBe(42)
  })
)
