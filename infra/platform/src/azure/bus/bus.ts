import { Context, Effect, Layer, Option, Tracer } from "effect"
import { Bus, type BusUnavailable, type Delivery, type Places, type Subscription, type Topic } from "../../ports/bus.ts"
import { topicRules, unknownSubscription } from "../../rules/bus-rules.ts"
import { everySubscription, type ShareCounts } from "../../rules/subscriptions.ts"
import { Identity } from "../credential.ts"
import { onFirstUse } from "../on-first-use.ts"
import { marketDataHub } from "../event-hubs/market-data.ts"
import type { AzureSettings } from "../settings.ts"
import { connect } from "./client.ts"
import { countMessages } from "./count.ts"
import { DeadLetters } from "./dead-letters.ts"
import { receivePlain } from "./plain-workers.ts"
import { Looking } from "./looking.ts"
import { Sender } from "./sender.ts"
import { receiveSessions, type Work } from "./session-workers.ts"

/** How long a request may take; for who waits for a session, how long one wait lasts. */
const PATIENCE_MS = 10_000
const WAIT_MS = 60_000

const MARKET_DATA: Topic = "market-data"
/** Of what a hub holds nobody is told how much waits, and nothing is given up. */
const NONE = { active: 0, dead: 0 }
const DEFAULT_PLACES: Places = { concurrency: 32 }

type BusSettings = Pick<AzureSettings, "prefix" | "serviceBus"> &
  Partial<Pick<AzureSettings, "eventHubs" | "ownTenants">> & { readonly shares?: ShareCounts }

/**
 * Bus on Service Bus: one connection to send and to look at what waits, a few for each `receive`. Contract:
 * `infra/platform/contracts/bus.md`. Market data goes over Event Hubs where there is one. `lockMs`: how long a handler
 * may take, in place of the topic's `lockSeconds`.
 */
export const azureBus = (
  { eventHubs = Option.none(), ownTenants = [], prefix, serviceBus, shares = {} }: BusSettings,
  lockMs?: number
): Layer.Layer<Bus, never, Identity> =>
  Layer.effect(
    Bus,
    Effect.gen(function* () {
      const identity = yield* Identity
      const client = yield* onFirstUse(connect(serviceBus, identity, PATIENCE_MS))
      const nameOf = (topic: Topic) => `${prefix}${topic}`
      const sender = new Sender(client, nameOf)
      const looking = new Looking(client, nameOf)
      const deadLetters = new DeadLetters(looking)

      const hub = yield* Option.match(eventHubs, {
        onNone: () => Effect.undefined,
        onSome: (settings) => marketDataHub(settings, identity, nameOf(MARKET_DATA))
      })
      const subscriptions = everySubscription(ownTenants, shares)
      /** Does it if there is such a subscription. */
      const known = <A, R>(from: Subscription, then: () => Effect.Effect<A, BusUnavailable, R>) =>
        Effect.suspend(() =>
          subscriptions.some(({ subscription, topic }) => topic === from.topic && subscription === from.subscription)
            ? then()
            : Effect.fail(unknownSubscription(from.topic, from.subscription))
        )
      const hubOf = (topic: Topic) => (topic === MARKET_DATA ? hub : undefined)

      const receive = <R>(
        from: Subscription,
        handle: (message: Delivery) => Effect.Effect<void, unknown, R>,
        places = DEFAULT_PLACES
      ): Effect.Effect<never, BusUnavailable, R> =>
        Effect.scoped(
          Effect.gen(function* () {
            const { lockSeconds, sessions } = topicRules[from.topic]
            const own = connect(serviceBus, identity, WAIT_MS)
            const work: Work<R> = {
              from,
              topicName: nameOf(from.topic),
              // A message's spans belong to the trace it carries, not to whoever began to receive.
              handle: (message) =>
                Effect.updateContext(
                  handle(message),
                  (context: Context.Context<R>) => Context.omit(Tracer.ParentSpan)(context) as Context.Context<R>
                ),
              places,
              lockMs: lockMs ?? lockSeconds * 1_000
            }
            const other = hubOf(from.topic)
            if (other !== undefined) return yield* other.receive(work.handle, places)
            return yield* sessions ? receiveSessions(own, work) : receivePlain(yield* own, work)
          })
        )

      return {
        subscriptions,
        send: (topic, messages) => Effect.suspend(() => hubOf(topic)?.send(messages) ?? sender.send(topic, messages)),
        receive: (from, handle, places) => known(from, () => receive(from, handle, places)),
        deadLetters: (from, max) =>
          known(from, () => (hubOf(from.topic) === undefined ? deadLetters.look(from, max) : Effect.succeed([]))),
        count: (from) =>
          known(from, () => (hubOf(from.topic) === undefined ? countMessages(looking, from) : Effect.succeed(NONE)))
      }
    })
  )
