import { expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { Time } from "@tradetower/domain/ids"
import type { LiveMessage } from "@tradetower/domain/live"
import { type Group, PubSub, PubSubUnavailable } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { Publisher } from "./publish.ts"
import { freeTier, unmetered } from "./settings.ts"

const group: Group = "user:ada:bots"
const message: LiveMessage = {
  _tag: "Notified",
  id: "n",
  at: Time.make(0),
  kind: "FILL",
  severity: "INFO",
  text: "Hello"
}

/** A hub with so many listeners, which says how often it was asked for them. */
const hubOf = (listening: { count: number | undefined; asked: number }) =>
  Layer.succeed(PubSub, {
    publish: () => Effect.void,
    listeners: () =>
      Effect.suspend(() => {
        listening.asked++
        return listening.count === undefined
          ? Effect.fail(new PubSubUnavailable({ message: "away", retryable: true }))
          : Effect.succeed(listening.count)
      }),
    negotiate: () => Effect.succeed({ url: "", expiresAt: 0 })
  })

const onPlatform = (settings: typeof freeTier, listening: { count: number | undefined; asked: number }) =>
  Effect.provide(
    Publisher.layer(settings).pipe(Layer.provide(hubOf(listening)), Layer.provide(embeddedPlatformForTests()))
  )

it.effect(
  "counts a message for each who hears it, where the hub counts, and asks once a minute how many that are",
  () => {
    const listening: { count: number | undefined; asked: number } = { count: 3, asked: 0 }
    return Effect.gen(function* () {
      const publisher = yield* Publisher
      yield* publisher.publish(group, message)
      yield* publisher.publish(group, message)
      expect([yield* publisher.deliveredToday, listening.asked]).toEqual([{ messages: 6, each: 3 }, 1])
      listening.count = undefined
      yield* TestClock.adjust("1 minute")
      yield* publisher.publish(group, message)
      expect([(yield* publisher.deliveredToday).messages, listening.asked]).toEqual([9, 2])
      listening.count = 0
      yield* TestClock.adjust("1 minute")
      yield* publisher.publish(group, message)
      expect((yield* publisher.deliveredToday).messages).toBe(9)
    }).pipe(onPlatform(freeTier, listening))
  }
)

it.effect("asks nobody where the hub counts nothing", () => {
  const listening = { count: 3, asked: 0 }
  return Effect.gen(function* () {
    const publisher = yield* Publisher
    yield* publisher.publish(group, message)
    expect([yield* publisher.deliveredToday, listening.asked]).toEqual([{ messages: 1, each: 1 }, 0])
  }).pipe(onPlatform(unmetered, listening))
})
