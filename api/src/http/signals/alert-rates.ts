import { Clock, Context, Effect, Layer } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { RateCounters, type RateLimit, Store, type StoreUnavailable, WebhookGuards } from "@tradetower/platform"
import { WEBHOOK_PER_MINUTE } from "../../../contract/index.ts"

const MINUTE = 60_000
const ALERTS: RateLimit = { name: "alerts", most: WEBHOOK_PER_MINUTE, withinMs: MINUTE }

const REMEMBERED = 20_000

/** A refusal for want of room is told at most this often, ms. */
const TOLD_EVERY = 10_000

/** Whether an alert may pass. */
export interface Room {
  /** 0 when there is room, else the ms until there is. */
  readonly wait: number
  /** Write this refusal down: the first in a while. */
  readonly tell: boolean
}

/**
 * How many alerts each token may still send, all alerts with a right token alike. The guards of accepted alerts, which
 * every instance writes, are the memory that outlives a restart, and tell instances that don't count together what the
 * others let pass.
 */
export class AlertRates extends Context.Service<
  AlertRates,
  {
    /** Counts one alert, if there is room for it. */
    readonly take: (tenantId: TenantId) => Effect.Effect<Room, StoreUnavailable>
    /** The tenant is being erased: whoever comes under their name sent none yet. */
    readonly forget: (tenantId: TenantId) => Effect.Effect<void>
  }
>()("@tradetower/api/AlertRates") {
  static readonly layer = Layer.effect(
    AlertRates,
    Effect.gen(function* () {
      const store = yield* Store
      const counters = yield* RateCounters
      const told = new OldestOut<TenantId, number>(REMEMBERED)

      const accepted = Effect.fnUntraced(function* (tenantId: TenantId) {
        const now = yield* Clock.currentTimeMillis
        const page = yield* store.query(
          WebhookGuards,
          { tenantId },
          {
            // What a clock that was ahead before a restart wrote down would count for as long as it was ahead.
            where: { at: { after: now - MINUTE, to: now } },
            orderBy: { field: "at", direction: "DESC" },
            limit: WEBHOOK_PER_MINUTE
          }
        )
        return page.items.map(({ value }) => value.at)
      })

      return {
        forget: (tenantId) =>
          Effect.andThen(
            Effect.sync(() => told.delete(tenantId)),
            counters.forget(ALERTS, tenantId)
          ),
        take: Effect.fnUntraced(function* (tenantId: TenantId) {
          const wait = yield* counters.take(ALERTS, tenantId, accepted(tenantId))
          if (wait === 0) return { wait, tell: false }
          const now = yield* Clock.currentTimeMillis
          const tell = now - (told.get(tenantId) ?? Number.NEGATIVE_INFINITY) >= TOLD_EVERY
          if (tell) told.set(tenantId, now)
          return { wait, tell }
        })
      }
    })
  )
}
