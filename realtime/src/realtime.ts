import { Effect, Layer } from "effect"
import { Time } from "@tradetower/domain/ids"
import {
  BotEvents,
  type Bus,
  type BusUnavailable,
  Notifications,
  Orders,
  orderView,
  type PubSub,
  Store,
  type StoreUnavailable,
  type Telemetry
} from "@tradetower/platform"
import { followMarket } from "./follow-market.ts"
import { takeSteps } from "./follow-steps.ts"
import { Minutes } from "./metrics/minutes.ts"
import { Publisher } from "./publish.ts"
import { RunBoard } from "./run-board.ts"
import type { RealtimeSettings } from "./settings.ts"

/** The name under which it remembers how far it came in each feed. */
const CONSUMER = "realtime"

/** An order's steps follow each other within so many ms: together they are projected once. No screen shows the wait. */
const GATHER = { gatherMs: 12 }

const followSteps = Effect.flatMap(Store, (store) => store.changes(BotEvents, CONSUMER, takeSteps, GATHER))

const followOrders = Effect.gen(function* () {
  const store = yield* Store
  const publisher = yield* Publisher
  return yield* store.changes(Orders, CONSUMER, (batch) =>
    Effect.forEach(
      batch,
      (order) => publisher.publish(`user:${order.tenantId}:orders`, { _tag: "OrderChanged", order: orderView(order) }),
      { discard: true }
    )
  )
})

const followNotifications = Effect.gen(function* () {
  const store = yield* Store
  const publisher = yield* Publisher
  return yield* store.changes(Notifications, CONSUMER, (batch) =>
    Effect.forEach(
      batch.filter((one) => !one.read),
      ({ at, id, severity, tenantId, text }) =>
        publisher.publish(`user:${tenantId}:bots`, { _tag: "Notified", id, at: Time.make(at), severity, text }),
      { discard: true }
    )
  )
})

/**
 * From every write to screens, projections, metrics and the audit trail, until interrupted. At least once: what comes
 * twice changes nothing in the store.
 */
export const realtime = (
  settings: RealtimeSettings
): Effect.Effect<void, StoreUnavailable | BusUnavailable, Store | Bus | PubSub | Telemetry> =>
  Effect.all([followSteps, followOrders, followNotifications, followMarket(settings)], {
    concurrency: "unbounded",
    discard: true
  }).pipe(Effect.provide(Minutes.layer.pipe(Layer.provideMerge(Layer.mergeAll(RunBoard.layer, Publisher.layer)))))
