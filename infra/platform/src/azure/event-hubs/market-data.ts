import { Effect, FiberSet, Option, Redacted, type Scope, Semaphore } from "effect"
import type { EventHubConsumerClient, EventHubProducerClient, ReceivedEventData } from "@azure/event-hubs"
import type { TokenCredential } from "@azure/identity"
import { BusUnavailable, type Delivery, type OutgoingMessage, type Places, type Property } from "../../ports/bus.ts"
import { afterFailure, refusal, topicRules } from "../../rules/bus-rules.ts"
import { asked, retried } from "../bus/failures.ts"
import { persistently } from "../bus/persistently.ts"
import { withinLock } from "../bus/settle.ts"
import { closing } from "../closing.ts"
import { connectionString } from "../connection-string.ts"
import { failureOf } from "../failures.ts"
import { onFirstUse } from "../on-first-use.ts"
import type { ServiceSettings } from "../settings.ts"

const SERVICE = "Event Hubs"
const TOPIC = "market-data"
/** The consumer group, named as the subscription is. */
const GROUP = "realtime"
const { lockSeconds, ttlSeconds = 60 } = topicRules[TOPIC]

/** How long a request may take, and how long an answer to a send is waited for before it is sent anew. */
const PATIENCE_MS = 10_000
const ANSWER_WITHIN_MS = 3_000
/** So many events are handed over at once, or those that came within so many seconds. */
const AT_ONCE = 100
const WAIT_SECONDS = 5

/** The hub that takes the place of the topic market-data: what happens on one market is read in order. */
export interface MarketDataHub {
  readonly send: (messages: ReadonlyArray<OutgoingMessage>) => Effect.Effect<void, BusUnavailable>
  /** Reads all partitions, from `ttlSeconds` ago on. What can't be handled is left out, and logged. */
  readonly receive: <R>(
    handle: (message: Delivery) => Effect.Effect<void, unknown, R>,
    places: Places
  ) => Effect.Effect<never, never, R>
}

type Client = EventHubProducerClient | EventHubConsumerClient

const opened = <C extends Client>(make: () => Promise<C>): Effect.Effect<C, never, Scope.Scope> =>
  Effect.acquireRelease(Effect.promise(make), (client) => closing(() => client.close()))

// What may be tried again we try again ourselves.
const options = { retryOptions: { maxRetries: 0, timeoutInMs: PATIENCE_MS } }

export const marketDataHub = (
  { endpoint, key }: ServiceSettings,
  identity: Effect.Effect<TokenCredential>,
  name: string
): Effect.Effect<MarketDataHub, never, Scope.Scope> =>
  Effect.gen(function* () {
    const secret = Option.map(key, (text) => connectionString(endpoint, Redacted.value(text)))
    const producer = yield* onFirstUse(
      Effect.flatMap(identityFor(secret, identity), (credential) =>
        opened(async () => {
          const { EventHubProducerClient: Producer } = await import("@azure/event-hubs")
          return typeof credential === "string"
            ? new Producer(credential, name, options)
            : new Producer(endpoint, name, credential, options)
        })
      )
    )
    const consumer = Effect.flatMap(identityFor(secret, identity), (credential) =>
      opened(async () => {
        const { EventHubConsumerClient: Consumer } = await import("@azure/event-hubs")
        return typeof credential === "string"
          ? new Consumer(GROUP, credential, name, options)
          : new Consumer(GROUP, endpoint, name, credential, options)
      })
    )
    return {
      send: (messages) => Effect.flatMap(producer, (client) => send(client, messages)),
      receive: (handle, places) => Effect.scoped(Effect.flatMap(consumer, (client) => readAll(client, handle, places)))
    }
  })

/** A stand-in's connection string, or who we are. */
const identityFor = (secret: Option.Option<string>, identity: Effect.Effect<TokenCredential>) =>
  Option.match(secret, {
    onNone: (): Effect.Effect<TokenCredential | string> => identity,
    onSome: (text) => Effect.succeed(text)
  })

/** One transfer for each market: a partition's order is kept, and nobody needs all of them or none. */
const send = (
  client: EventHubProducerClient,
  messages: ReadonlyArray<OutgoingMessage>
): Effect.Effect<void, BusUnavailable> => {
  const refused = refusal(
    TOPIC,
    messages,
    messages.map((message) => JSON.stringify(message))
  )
  if (refused !== undefined) return Effect.fail(refused)
  return Effect.forEach(
    Map.groupBy(messages, ({ sessionId = "" }) => sessionId),
    ([partitionKey, some]) => retried(asked(TOPIC, (signal) => sendBatch(client, partitionKey, some, signal), SERVICE)),
    { concurrency: 16, discard: true }
  )
}

const sendBatch = async (
  client: EventHubProducerClient,
  partitionKey: string,
  messages: ReadonlyArray<OutgoingMessage>,
  abortSignal: AbortSignal
): Promise<void> => {
  const batch = await client.createBatch({ abortSignal, ...(partitionKey !== "" && { partitionKey }) })
  // Plain event data, subject among its properties: of annotated messages the SDK forgets the key.
  const fits = messages.every(({ body, messageId, properties, subject }) =>
    batch.tryAdd({ body: body as unknown, messageId, properties: { ...properties, subject } })
  )
  if (!fits) {
    const message = `a batch of more than ${batch.maxSizeInBytes} bytes as it travels: send it in parts`
    throw new BusUnavailable({ topic: TOPIC, message, retryable: false })
  }
  const signals = [abortSignal, AbortSignal.timeout(ANSWER_WITHIN_MS)]
  await client.sendBatch(batch, { abortSignal: AbortSignal.any(signals) })
}

const readAll = <R>(
  client: EventHubConsumerClient,
  handle: (message: Delivery) => Effect.Effect<void, unknown, R>,
  { concurrency }: Places
): Effect.Effect<never, never, R | Scope.Scope> =>
  Effect.gen(function* () {
    const run = yield* FiberSet.makeRuntimePromise<R>()
    const places = yield* Semaphore.make(concurrency)
    const what = "Reading market data"
    const ids = (abortSignal: AbortSignal) => client.getPartitionIds({ abortSignal })
    const partitions = yield* persistently(what, ids, () => false, SERVICE)
    const startPosition = { enqueuedOn: Date.now() - ttlSeconds * 1_000 }
    for (const partition of partitions ?? [])
      client.subscribe(
        partition,
        {
          processEvents: async (events, context) => {
            await run(
              Effect.forEach(events, (event) => places.withPermits(1)(handled(handle, event)), { discard: true })
            )
            const last = events.at(-1)
            // In memory: where the SDK goes on when a partition's reader broke.
            if (last !== undefined) await context.updateCheckpoint(last)
          },
          processError: (error) => run(Effect.logWarning(`${what} fails: ${failureOf(SERVICE, error).message}`))
        },
        { startPosition, maxBatchSize: AT_ONCE, maxWaitTimeInSeconds: WAIT_SECONDS }
      )
    return yield* Effect.never
  })

/** Handles an event until it is done, or given up; one that is too old is not news (BUS-18). */
const handled = <R>(
  handle: (message: Delivery) => Effect.Effect<void, unknown, R>,
  event: ReceivedEventData,
  deliveryCount = 1
): Effect.Effect<void, never, R> =>
  Effect.suspend(() => {
    if (event.enqueuedTimeUtc.getTime() < Date.now() - ttlSeconds * 1_000) return Effect.void
    return Effect.flatMap(withinLock(handle(deliveryOf(event, deliveryCount)), lockSeconds * 1_000), (exit) => {
      if (exit._tag === "Success") return Effect.void
      const next = afterFailure(TOPIC, deliveryCount, exit.cause)
      return "againInMs" in next
        ? Effect.andThen(Effect.sleep(next.againInMs), handled(handle, event, deliveryCount + 1))
        : Effect.logError(`Market data was left out (${next.reason}): ${next.description}`)
    })
  })

const deliveryOf = (event: ReceivedEventData, deliveryCount: number): Delivery => {
  // We send no others.
  const { subject, ...properties } = (event.properties ?? {}) as Readonly<Record<string, Property>>
  return {
    topic: TOPIC,
    subscription: GROUP,
    messageId: String(event.messageId),
    subject: String(subject),
    ...(event.partitionKey !== null && { sessionId: event.partitionKey }),
    // The SDK reads back the JSON it wrote.
    body: event.body as unknown,
    properties,
    deliveryCount,
    enqueuedAt: event.enqueuedTimeUtc.getTime()
  }
}
