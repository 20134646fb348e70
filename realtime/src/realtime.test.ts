import { expect, it } from "@effect/vitest"
import { Deferred, Effect, Layer } from "effect"
import { Bus, BusUnavailable, Notifications, PubSub, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { Courier } from "./alerts/send.ts"
import { realtime } from "./realtime.ts"
import { freeTier, standardTier, unmetered } from "./settings.ts"
import { tenantId } from "./step.fixture.ts"

it.live("while one follower fails the others go on, and it begins again", () =>
  Effect.gen(function* () {
    const told = yield* Deferred.make<string>()
    const again = yield* Deferred.make<void>()
    let tries = 0
    const broken = Layer.effect(
      Bus,
      Effect.map(Bus, (bus) => ({
        ...bus,
        receive: () =>
          Effect.suspend(() => {
            tries += 1
            const answer = new BusUnavailable({ topic: "market-data", message: "the bus is away", retryable: true })
            return tries === 1 ? Effect.fail(answer) : Effect.andThen(Deferred.succeed(again, undefined), Effect.never)
          })
      }))
    )
    const screens = Layer.effect(
      PubSub,
      Effect.map(PubSub, (hub) => ({ ...hub, publish: (group) => Effect.asVoid(Deferred.succeed(told, group)) }))
    )
    yield* Effect.gen(function* () {
      const store = yield* Store
      yield* Effect.forkChild(realtime(unmetered))
      yield* Deferred.await(again)
      const note = { id: "one", tenantId, at: 1, kind: "FILL", severity: "INFO", text: "filled", read: false } as const
      yield* store.create(Notifications, note)
      expect(yield* Deferred.await(told)).toBe(`user:${tenantId}:bots`)
    }).pipe(
      Effect.provide(
        Layer.provideMerge(Layer.mergeAll(broken, screens, Courier.layer("ANYWHERE")), embeddedPlatformForTests())
      )
    )
  })
)

it.live.each([freeTier, standardTier])(
  "where requests cost, a second's steps and orders are taken in together",
  (tier) =>
    Effect.gen(function* () {
      const gathering = new Map<string, number>()
      const all = yield* Deferred.make<void>()
      const asked = Layer.effect(
        Store,
        Effect.map(Store, (store): Store["Service"] => ({
          ...store,
          changes: ({ name }, _, __, options) =>
            Effect.suspend(() => {
              gathering.set(name, options?.gatherMs ?? 0)
              return Effect.andThen(
                gathering.has("BotEvents") && gathering.has("Orders") ? Deferred.succeed(all, undefined) : Effect.void,
                Effect.never
              )
            })
        }))
      )
      yield* Effect.gen(function* () {
        yield* Effect.forkChild(realtime(tier))
        yield* Deferred.await(all)
      }).pipe(
        Effect.provide(Layer.provideMerge(Layer.merge(asked, Courier.layer("ANYWHERE")), embeddedPlatformForTests()))
      )
      expect(gathering.get("BotEvents")).toBe(1_000)
      expect(gathering.get("Orders")).toBe(1_000)
    })
)
