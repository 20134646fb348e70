import { Effect, Layer } from "effect"
import { Time } from "@tradetower/domain/ids"
import {
  BotEvents,
  type Bus,
  type BusUnavailable,
  forever,
  Notifications,
  Orders,
  orderView,
  type PubSub,
  type Secrets,
  type Share,
  Store,
  type StoreUnavailable,
  type Telemetry,
  wholeShare
} from "@tradetower/platform"
import { Alerts } from "./alerts/alerts.ts"
import { alertsLayer } from "./alerts/layer.ts"
import type { Courier } from "./alerts/send.ts"
import { byTenant } from "./by-tenant.ts"
import { followMarket } from "./follow-market.ts"
import { takeSteps } from "./follow-steps.ts"
import { makeKeepLedger } from "./keep-ledger.ts"
import { Minutes } from "./metrics/minutes.ts"
import { Publisher } from "./publish.ts"
import { RunBoard } from "./run-board.ts"
import type { RealtimeSettings } from "./settings.ts"

/** The name under which it remembers how far it came in each feed. */
const CONSUMER = "realtime"

/** An order's steps follow each other within so many ms: together they are projected once. No screen shows the wait. */
const STEPS_OF_AN_ORDER_MS = 12

type Gathering = Pick<RealtimeSettings, "gatherMs">

const followSteps = Effect.fnUntraced(function* ({ gatherMs }: Gathering, share: Share) {
  const store = yield* Store
  const gathering = Math.max(STEPS_OF_AN_ORDER_MS, gatherMs)
  return yield* store.changes(BotEvents, CONSUMER, takeSteps, { gatherMs: gathering, share })
})

/** Entries of the ledger gather this long: who looks at them does not wait for the last quarter of a second. */
const ENTRIES_MS = 250

/** From the first event there is: an older data folder's past is taken in by that. */
const followBooks = Effect.fnUntraced(function* ({ gatherMs }: Gathering, share: Share) {
  const store = yield* Store
  const keep = yield* makeKeepLedger
  const gathering = { gatherMs: Math.max(ENTRIES_MS, gatherMs), lagMs: 2_000 }
  return yield* store.changes(BotEvents, "ledger", keep, { from: "BEGINNING", ...gathering, share })
})

const followOrders = Effect.fnUntraced(function* ({ gatherMs }: Gathering, share: Share) {
  const store = yield* Store
  const publisher = yield* Publisher
  return yield* store.changes(
    Orders,
    CONSUMER,
    (batch) =>
      byTenant(batch, (order) =>
        publisher.publish(`user:${order.tenantId}:orders`, { _tag: "OrderChanged", order: orderView(order) })
      ),
    // A step tells of most of them before.
    { gatherMs, lagMs: 2_000, share }
  )
})

const followNotifications = Effect.fnUntraced(function* (share: Share) {
  const store = yield* Store
  const publisher = yield* Publisher
  const alerts = yield* Alerts
  return yield* store.changes(
    Notifications,
    CONSUMER,
    (batch) => {
      const unread = batch.filter((one) => !one.read)
      const shown = byTenant(unread, ({ at, botDefinitionId: botId, id, kind, severity, tenantId, text }) =>
        publisher.publish(`user:${tenantId}:bots`, {
          _tag: "Notified",
          id,
          at: Time.make(at),
          kind,
          severity,
          ...(botId !== undefined && { botId }),
          text
        })
      )
      return Effect.andThen(shown, alerts.tell(unread))
    },
    { lagMs: 2_000, share }
  )
})

/**
 * From every write to screens, projections, metrics and the audit trail, until interrupted: of a share's tenants, and of its
 * markets to screens. At least once: what comes
 * twice changes nothing in the store. A follower that fails begins again by itself, the others go on; fails only with
 * what no later try would mend.
 */
export const realtime = (
  settings: RealtimeSettings,
  share: Share = wholeShare
): Effect.Effect<void, StoreUnavailable | BusUnavailable, Store | Bus | PubSub | Telemetry | Secrets | Courier> =>
  Effect.all(
    [
      forever("following steps", followSteps(settings, share)),
      forever("keeping the ledger", followBooks(settings, share)),
      forever("following orders", followOrders(settings, share)),
      forever("following notifications", followNotifications(share)),
      forever("following prices", followMarket(settings, share))
    ],
    { concurrency: "unbounded", discard: true }
  ).pipe(
    Effect.provide(
      Minutes.layer(settings).pipe(
        Layer.provideMerge(Layer.mergeAll(RunBoard.layer(share), Publisher.layer(settings), alertsLayer(share)))
      )
    )
  )
