import { Deferred, Effect, Fiber, Layer } from "effect"
import { expect, it } from "@effect/vitest"
import { TenantId } from "@tradetower/domain/ids"
import { embeddedPlatformForTests } from "../embedded/index.ts"
import { Bus, type Delivery, type Subscription } from "../ports/bus.ts"
import { everySubscription } from "../rules/subscriptions.ts"
import { receiveAll } from "./receive-all.ts"

const delivery = (from: Subscription, messageId: string, sessionId: string): Delivery => ({
  ...from,
  messageId,
  sessionId,
  subject: "Test",
  body: {},
  properties: { tenantId: "ada" },
  deliveryCount: 1,
  enqueuedAt: 1
})

it.effect("what is in two subscriptions is handled one at a time for each session; others don't wait", () => {
  /** A bus with Ada's own subscriptions, each of which delivers the same two messages at once. */
  const doubled = Layer.effect(
    Bus,
    Effect.map(Bus, (bus): Bus["Service"] => ({
      ...bus,
      subscriptions: everySubscription([{ tenantId: TenantId.make("ada"), leaving: true }]),
      receive: (from, handle) =>
        Effect.andThen(
          Effect.forEach([delivery(from, "a", "one bot"), delivery(from, "b", "another")], (each) => handle(each), {
            concurrency: "unbounded",
            discard: true
          }).pipe(Effect.orDie),
          Effect.never
        )
    }))
  ).pipe(Layer.provide(embeddedPlatformForTests()))
  return Effect.gen(function* () {
    const goOn = yield* Deferred.make<void>()
    const begun: Array<string> = []
    const all = yield* Effect.forkChild(
      receiveAll("order-commands", "execution", ({ messageId, subscription }) => {
        begun.push(`${messageId} of ${subscription}`)
        return messageId === "a" ? Deferred.await(goOn) : Effect.void
      })
    )
    while (begun.length < 3) yield* Effect.yieldNow
    expect(begun.toSorted()).toEqual(["a of execution", "b of execution", "b of execution-ada"])
    yield* Deferred.succeed(goOn, undefined)
    while (begun.length < 4) yield* Effect.yieldNow
    expect(begun.at(-1)).toBe("a of execution-ada")
    yield* Fiber.interrupt(all)
  }).pipe(Effect.provide(doubled))
})
