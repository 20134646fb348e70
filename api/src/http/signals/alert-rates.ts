import { Clock, Context, Effect, Layer } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { Store, type StoreUnavailable, WebhookGuards } from "@tradetower/platform"
import { WEBHOOK_PER_MINUTE } from "../../../contract/index.ts"
import { RateWindow } from "./rate-limit.ts"

const REMEMBERED = 20_000

/** A refusal for want of room is told at most this often, ms. */
const TOLD_EVERY = 10_000

interface Kept {
  window: RateWindow
  readAt: number
  toldAt: number
}

/** Whether an alert may pass. */
export interface Room {
  /** 0 when there is room, else the ms until there is. */
  readonly wait: number
  /** Write this refusal down: the first in a while. */
  readonly tell: boolean
}

/**
 * How many alerts each token may still send. Counted in memory, all alerts with a right token alike; the guards of
 * accepted alerts, which every instance writes, are the memory that outlives a restart. They are read when a tenant is
 * first seen and, where several instances run, again every few seconds, so that those together let through at most what
 * came in between.
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
  /** `shared`: other instances take alerts of the same tenants too. */
  static readonly layer = (options: { readonly shared: boolean }) =>
    Layer.effect(
      AlertRates,
      Effect.gen(function* () {
        const store = yield* Store
        const trusted = options.shared ? 5_000 : Number.POSITIVE_INFINITY
        const kept = new OldestOut<TenantId, Kept>(REMEMBERED)

        const readWindow = Effect.fnUntraced(function* (tenantId: TenantId, now: number) {
          const page = yield* store.query(
            WebhookGuards,
            { tenantId },
            {
              // What a clock that was ahead before a restart wrote down would count for as long as it was ahead.
              where: { at: { after: now - 60_000, to: now } },
              orderBy: { field: "at", direction: "DESC" },
              limit: WEBHOOK_PER_MINUTE
            }
          )
          return page.items.map(({ value }) => value.at)
        })

        const takeFrom = (from: Kept, now: number): Room => {
          const wait = from.window.take(now)
          const tell = wait > 0 && now - from.toldAt >= TOLD_EVERY
          if (tell) from.toldAt = now
          return { wait, tell }
        }

        return {
          forget: (tenantId) => Effect.sync(() => kept.delete(tenantId)),
          take: Effect.fnUntraced(function* (tenantId: TenantId) {
            const now = yield* Clock.currentTimeMillis
            const known = kept.get(tenantId)
            if (known !== undefined && now - known.readAt < trusted) return takeFrom(known, now)
            const accepted = yield* readWindow(tenantId, now)
            // Another alert of this tenant may have read meanwhile; its counts are kept.
            const current = kept.get(tenantId) ?? { window: new RateWindow(), readAt: now, toldAt: 0 }
            current.window.learn(accepted)
            current.readAt = now
            kept.set(tenantId, current)
            return takeFrom(current, now)
          })
        }
      })
    )
}
