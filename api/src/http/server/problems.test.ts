import { afterEach, describe, expect, it } from "@effect/vitest"
import { Effect, Layer, ManagedRuntime } from "effect"
import { Store, StoreUnavailable } from "@tradetower/platform"
import { embeddedPlatformForTests, RecentTelemetry } from "@tradetower/platform/embedded"
import { connectApp } from "../../testing.ts"

const SECRET = "disk /var/lib/secret.sqlite is gone"

/** A platform whose store can't answer queries. */
const withBrokenStore = (retryable: boolean) => {
  const broken = Layer.effect(
    Store,
    Effect.map(Store, (store) => ({
      ...store,
      query: (container) => Effect.fail(new StoreUnavailable({ container: container.name, message: SECRET, retryable }))
    }))
  )
  return ManagedRuntime.make(Layer.provideMerge(broken, embeddedPlatformForTests()))
}

let stop: () => Promise<void>
afterEach(() => stop())

const askBroken = async (retryable: boolean) => {
  const runtime = withBrokenStore(retryable)
  const app = connectApp(runtime)
  stop = async () => {
    await app.stop()
    await runtime.dispose()
  }
  const answer = await app.ask("GET", "/bots", { as: "ada" })
  const { logs } = await runtime.runPromise(Effect.flatMap(RecentTelemetry, (telemetry) => telemetry.recent))
  return { answer, logged: logs.filter((log) => log.attributes["traceId"] === answer.json["traceId"]) }
}

describe("an unexpected failure", () => {
  it("is a 500 with a trace id, logged once, and tells nothing of our insides", async () => {
    const { answer, logged } = await askBroken(false)
    expect(answer.status).toBe(500)
    expect(answer.headers.get("content-type")).toBe("application/problem+json")
    expect(answer.json["traceId"]).toMatch(/^[0-9a-f]{32}$/)
    expect(answer.text).not.toMatch(/secret|sqlite|Store|stack|\.ts/i)
    expect(logged).toHaveLength(1)
    expect(JSON.stringify(logged)).toContain("bots.list")
  })

  it("is a 503 when a repeat may work", async () => {
    const { answer, logged } = await askBroken(true)
    expect(answer.status).toBe(503)
    expect(answer.text).not.toContain("secret")
    expect(logged).toHaveLength(1)
  })
})
