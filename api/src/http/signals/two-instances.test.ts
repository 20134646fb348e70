import { describe, expect, it } from "@effect/vitest"
import { Context, Effect, Layer, Option, type Scope } from "effect"
import { TestClock } from "effect/testing"
import { processRates, Store, Users, WebhookGuards } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { WEBHOOK_PER_MINUTE } from "../../../contract/index.ts"
import { tenant } from "../../testing.ts"
import { AlertRates } from "./alert-rates.ts"
import { makeToken } from "./webhook-token.ts"
import { WebhookTokens } from "./webhook-tokens.ts"

const ada = tenant("ada")
const onOneStore = <A, E>(test: Effect.Effect<A, E, Store | Scope.Scope>) =>
  Effect.provide(Effect.scoped(test), embeddedPlatformForTests())

/** One more instance of the service. */
const tokensOf = (store: Store["Service"]) =>
  Effect.map(
    Layer.build(Layer.fresh(WebhookTokens.layer)).pipe(Effect.provideService(Store, store)),
    Context.get(WebhookTokens)
  )

/** Gives Ada a new token. */
const renew = Effect.gen(function* () {
  const store = yield* Store
  const { hash, token } = yield* makeToken(ada)
  const webhook = { hash, madeAt: 0 }
  yield* store.upsert(Users, {
    id: "user",
    tenantId: ada,
    name: "Ada",
    identityProvider: "local",
    createdAt: 0,
    tradingHalted: false,
    webhook
  })
  return token
})

describe("a webhook's token over two instances", () => {
  it.effect("opens on both at once, and one made on the other works within half a second", () =>
    onOneStore(
      Effect.gen(function* () {
        const store = yield* Store
        const [one, other] = [yield* tokensOf(store), yield* tokensOf(store)]
        const first = yield* renew
        expect(yield* one.tenantOf(first)).toEqual(Option.some(ada))
        expect(yield* other.tenantOf(first)).toEqual(Option.some(ada))
        const second = yield* renew
        yield* other.forget(ada)
        expect(yield* other.tenantOf(second)).toEqual(Option.some(ada))
        yield* TestClock.adjust("500 millis")
        expect(yield* one.tenantOf(second)).toEqual(Option.some(ada))
        expect(yield* one.tenantOf(first)).toEqual(Option.none())
      })
    )
  )

  it.effect("voided on one opens the other for five seconds at the most", () =>
    onOneStore(
      Effect.gen(function* () {
        const store = yield* Store
        const [one, other] = [yield* tokensOf(store), yield* tokensOf(store)]
        const first = yield* renew
        expect(yield* one.tenantOf(first)).toEqual(Option.some(ada))
        yield* renew
        yield* other.forget(ada)
        expect(yield* other.tenantOf(first)).toEqual(Option.none())
        yield* TestClock.adjust("5 seconds")
        expect(yield* one.tenantOf(first)).toEqual(Option.none())
      })
    )
  )

  it.effect("is not forgotten for a burst of strangers", () =>
    onOneStore(
      Effect.gen(function* () {
        const store = yield* Store
        let reads = 0
        const counting: Store["Service"] = {
          ...store,
          read: (container, key, id) => {
            if ("tenantId" in key && key.tenantId === ada) reads++
            return store.read(container, key, id)
          }
        }
        const tokens = yield* tokensOf(counting)
        const token = yield* renew
        for (let i = 0; i < 20_010; i++) {
          if (i % 5_000 === 0) expect(yield* tokens.tenantOf(token)).toEqual(Option.some(ada))
          yield* tokens.tenantOf(`${Buffer.from(`stranger ${i}`).toString("base64url")}.${"x".repeat(43)}`)
        }
        expect(yield* tokens.tenantOf(token)).toEqual(Option.some(ada))
        expect(reads).toBe(1)
      })
    )
  )
})

describe("the limit of alerts over two instances", () => {
  it.effect("is kept by both together, but for what came within the last five seconds", () =>
    onOneStore(
      Effect.gen(function* () {
        const store = yield* Store
        const instance = Effect.map(
          Layer.build(Layer.fresh(Layer.provide(AlertRates.layer, processRates({ others: true })))),
          Context.get(AlertRates)
        )
        const [one, other] = [yield* instance, yield* instance]
        let taken = 0
        /** An alert that is let through is written down, as the webhook does. */
        const alert = (rates: AlertRates["Service"]) =>
          Effect.gen(function* () {
            const { wait } = yield* rates.take(ada)
            if (wait > 0) return false
            taken++
            const at = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
            yield* store.create(WebhookGuards, { id: `alert ${taken}`, tenantId: ada, at })
            return true
          })
        yield* TestClock.adjust("1 hour")
        for (let i = 0; i < WEBHOOK_PER_MINUTE - 2; i++) expect(yield* alert(one)).toBe(true)
        yield* TestClock.adjust("1 second")
        expect([yield* alert(other), yield* alert(other), yield* alert(other)]).toEqual([true, true, false])
        yield* TestClock.adjust("5 seconds")
        expect(yield* alert(one)).toBe(false)
        expect(taken).toBe(WEBHOOK_PER_MINUTE)
      })
    )
  )
})
