import { expect, it } from "vitest"
import { Effect, Layer } from "effect"
import { Store, StoreUnavailable } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { startApp } from "../testing.ts"

it("health is unavailable, and nobody's fault, while what is kept can't be read", async () => {
  const gone = Effect.fail(new StoreUnavailable({ container: "Offers", message: "the store is away", retryable: true }))
  const app = await startApp(
    Layer.effect(
      Store,
      Effect.map(Store, (store) => ({ ...store, read: () => gone }))
    ).pipe(Layer.provideMerge(embeddedPlatformForTests()))
  )
  const { json, status } = await app.ask("GET", "/health")
  expect([status, json]).toEqual([503, { status: "unavailable" }])
})
