import { Clock, Effect, type Fiber } from "effect"
import type { TenantId, Time } from "@tradetower/domain/ids"
import type { OrderLookUp } from "@tradetower/domain/order"
import { marketNow, type OrderRecord, Telemetry } from "@tradetower/platform"
import { Accounts } from "./accounts.ts"
import type { Failure } from "../patience.ts"
import { HeldOrders } from "./held-orders.ts"
import { makeLookUps, type Noted, type Unknown } from "./look-up.ts"
import { Reports } from "./reports.ts"

/** From one sweep to the next, ms. */
export const SWEPT_EVERY = 60_000
/** Sweeps an order may stay unsettled while its command is still being tried, before what the exchange says is final. */
const TRIED_FOR = 6

/** A tenant's orders looked up at the same time. */
const AT_ONCE = 16
/** How long one may take in all, with the opening of its account. */
const SETTLED_WITHIN = "15 seconds"

/**
 * Looks up the orders whose fate is still unknown, each minute. One that the exchange knows is adopted; one that it
 * still does not know when nobody tries to place it any more never arrived, and its bot is told so.
 */
export const makeSweep = Effect.gen(function* () {
  const held = yield* HeldOrders
  const reports = yield* Reports
  const lookUps = yield* makeLookUps
  const accounts = yield* Accounts
  const telemetry = yield* Telemetry
  const tellOldest = (seconds: number) => telemetry.gauge("unknown-orders.oldest-seconds", seconds)
  // Whoever sweeps next tells it then.
  yield* Effect.addFinalizer(() => tellOldest(0))
  let unsettled = new Map<string, number>()
  const looking = new Set<TenantId>()

  let sweepsAt = (yield* Clock.currentTimeMillis) + SWEPT_EVERY

  /** Says of an order that the sweep alone looks it up from now on, so often that it was swept. */
  const plan = Effect.fnUntraced(function* (
    order: Noted,
    sweeps: number,
    seen: Pick<OrderLookUp, "found" | "says"> | undefined
  ) {
    const at = yield* Clock.currentTimeMillis
    const before = order.record.lookUp
    // Who sent it still looks.
    if (seen !== undefined && before !== undefined && before.next > at) return
    yield* lookUps.note(order, {
      looks: (before?.looks ?? 0) + (seen === undefined ? 0 : 1),
      at: seen === undefined ? (before?.at ?? at) : at,
      found: before?.found ?? "NO_ANSWER",
      ...(before?.says !== undefined && seen === undefined && { says: before.says }),
      ...seen,
      next: sweepsAt,
      missingFrom: sweepsAt + Math.max(0, TRIED_FOR - sweeps - 1) * SWEPT_EVERY,
      ifMissing: "REFUSE"
    })
  })

  const settle = Effect.fn("Orders.settle")(function* (record: OrderRecord, sweeps: number) {
    const asked = <A, E extends Failure, R>(order: Noted, asking: Effect.Effect<A, E, R>) =>
      Effect.tapError(asking, ({ message }) => plan(order, sweeps, { found: "NO_ANSWER", says: message }))
    const of = yield* asked({ record }, accounts.open(record.connection, record.tenantId))
    const market = of.market(record.symbol)
    if (market === undefined) return
    const order: Unknown = { of, market, record }
    // One that nobody tries to place any more is not on its way.
    const found = yield* asked(order, lookUps.look(order, sweeps < TRIED_FOR ? Infinity : 0))
    if (found._tag === "ADOPTED") return
    if (found._tag !== "MISSING") {
      const { _tag, says } = found
      return yield* plan(order, sweeps, { found: _tag, ...(says !== undefined && { says }) })
    }
    const message = "the exchange could not be reached in time: the order never arrived there"
    const at = (yield* marketNow) as Time
    const report = { _tag: "OrderRejected", at, clientOrderId: record.id, reason: "EXCHANGE", message } as const
    yield* reports.heard(record.tenantId, market, report)
  })

  const sweep = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    sweepsAt = now + SWEPT_EVERY
    /** Whoever looked it up is gone, before this process began. */
    const forgotten = ({ lookUp }: OrderRecord) => lookUp !== undefined && lookUp.next < now
    const seen = new Map<string, number>()
    const late = new Map<TenantId, Array<Effect.Effect<void>>>()
    for (const record of yield* held.unanswered) {
      const sweeps = (unsettled.get(record.id) ?? 0) + 1
      seen.set(record.id, sweeps)
      // An order in its first minute is most likely being placed right now.
      if (sweeps === 1 && !forgotten(record)) continue
      if (looking.has(record.tenantId)) continue
      const own = late.get(record.tenantId) ?? []
      late.set(record.tenantId, own)
      own.push(
        (sweeps === 1 ? plan({ record }, sweeps, undefined) : settle(record, sweeps)).pipe(
          Effect.timeout(SETTLED_WITHIN),
          Effect.catch((error) => Effect.logWarning(`order ${record.id} is still unsettled`, error))
        )
      )
    }
    unsettled = seen
    yield* tellOldest(60 * Math.max(0, ...[...seen.values()].map((sweeps) => sweeps - 1)))
    const begun: Array<Fiber.Fiber<unknown>> = []
    for (const [tenantId, own] of late) {
      looking.add(tenantId)
      const looks = Effect.all(own, { concurrency: AT_ONCE, discard: true }).pipe(
        Effect.ensuring(Effect.sync(() => looking.delete(tenantId)))
      )
      begun.push(yield* Effect.forkScoped(looks))
    }
    return begun
  })

  return {
    /**
     * To be done every `SWEPT_EVERY`. Answers once the look-ups are on their way, with them: each tenant's go on for
     * themselves, and are not begun again before they are through.
     */
    sweep,
    /** Nobody but the sweep looks this order up any more. */
    takeOver: (order: Unknown) => plan(order, unsettled.get(order.record.id) ?? 0, undefined)
  }
})
export type Sweep = Effect.Success<typeof makeSweep>
