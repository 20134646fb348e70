import { Context, Effect, Layer, type Scope } from "effect"
import { Bus, Store, storeLeases, whileHeld } from "@tradetower/platform"
import { cosmosContainers, storeAt } from "../contracts/azure/cosmos.ts"
import { serveCosmos } from "../standins/cosmos/server.ts"
import { operations } from "./published-costs.ts"

/** What was asked of store and bus. */
export interface Asked {
  /** By request and container, `upsert Markets`: how often, and its RU together. */
  readonly requests: ReadonlyMap<string, { readonly count: number; readonly units: number }>
  /** By topic: operations of messages sent and delivered. */
  readonly messages: ReadonlyMap<string, number>
}

/** A store on what plays Cosmos DB, which counts every request; of the bus, what goes through its port. */
export interface Counting {
  readonly layer: Layer.Layer<Store | Bus, never, Bus>
  /** All so far. */
  readonly asked: () => Asked
  /** Subscriptions with sessions that are received from. */
  readonly receivers: () => number
  readonly stop: () => Promise<void>
}

/** The leases that the always-on parts hold all the time, whoever trades. */
const HELD = ["execution", "downloads", "realtime"]

/** One physical partition each, which is what 1,000 RU/s begin with. */
const containers = Object.fromEntries(
  Object.entries(cosmosContainers).map(([name, settings]) => [name, { ...settings, partitions: 1 as const }])
)

export const counting = async (): Promise<Counting> => {
  const cosmos = await serveCosmos({ containers, emptyPages: 0 })
  const messages = new Map<string, number>()
  let receivers = 0
  const operated = (topic: string, count: number) => void messages.set(topic, (messages.get(topic) ?? 0) + count)

  const part = Effect.map(Layer.build(Layer.fresh(storeAt(cosmos, "tower"))), Context.get(Store))
  /** The parts are one process here, and on Azure each its own: what they follow they don't look for together. */
  const store: Effect.Effect<Store["Service"], never, Scope.Scope> = Effect.gen(function* () {
    const execution = yield* part
    const realtime = yield* part
    yield* Effect.forEach(HELD, (name) => Effect.forkScoped(whileHeld(name, () => Effect.never))).pipe(
      Effect.provide(Layer.provideMerge(storeLeases(), Layer.succeed(Store, execution)))
    )
    return {
      ...execution,
      changes: (container, consumer, handle, options) =>
        (consumer.startsWith("realtime") ? realtime : execution).changes(container, consumer, handle, options)
    }
  })

  const bus = Effect.map(Bus, (inner): (typeof Bus)["Service"] => ({
    ...inner,
    send: (topic, batch) =>
      Effect.tap(inner.send(topic, batch), () => Effect.sync(() => operated(topic, operations.sent * batch.length))),
    receive: (from, handle, options) =>
      Effect.suspend(() => {
        const sessions = inner.subscriptions.some(
          ({ sessions: has, subscription, topic }) => has && topic === from.topic && subscription === from.subscription
        )
        if (sessions) receivers++
        return inner.receive(
          from,
          (message) => {
            operated(from.topic, operations.delivered)
            return handle(message)
          },
          options
        )
      })
  }))

  return {
    layer: Layer.mergeAll(Layer.effect(Store, store), Layer.effect(Bus, bus)),
    asked: () => ({
      requests: new Map([...cosmos.tally()].map(([what, { charge, count }]) => [what, { count, units: charge }])),
      messages: new Map(messages)
    }),
    receivers: () => receivers,
    stop: cosmos.close
  }
}

/** What was asked from one moment to a later one. */
export const between = (before: Asked, after: Asked): Asked => ({
  requests: new Map(
    [...after.requests].flatMap(([what, { count, units }]) => {
      const had = before.requests.get(what) ?? { count: 0, units: 0 }
      return count === had.count ? [] : [[what, { count: count - had.count, units: units - had.units }] as const]
    })
  ),
  messages: new Map(
    [...after.messages].flatMap(([topic, count]) => {
      const more = count - (before.messages.get(topic) ?? 0)
      return more === 0 ? [] : [[topic, more] as const]
    })
  )
})

/** RU of all requests, or of those named so. */
export const unitsOf = ({ requests }: Asked, named: (what: string) => boolean = () => true): number =>
  [...requests].reduce((sum, [what, { units }]) => (named(what) ? sum + units : sum), 0)
export const operationsOf = ({ messages }: Asked): number =>
  [...messages.values()].reduce((sum, count) => sum + count, 0)

/** What was asked for most, for people: `2 x upsert Markets (22 RU)`. */
export const dearest = ({ messages, requests }: Asked, most = 6): string =>
  [
    ...[...requests]
      .toSorted(([, a], [, b]) => b.units - a.units)
      .slice(0, most)
      .map(([what, { count, units }]) => `${count} x ${what} (${units.toFixed(0)} RU)`),
    ...[...messages].map(([topic, count]) => `${count} on ${topic}`)
  ].join(", ")
