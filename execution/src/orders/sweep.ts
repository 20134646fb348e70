import { Effect, type Fiber, Option } from "effect"
import type { TenantId, Time } from "@tradetower/domain/ids"
import { marketNow, type OrderRecord } from "@tradetower/platform"
import { Accounts } from "./accounts.ts"
import { HeldOrders } from "./held-orders.ts"
import { sentOrder } from "./order-record.ts"
import { Reconciler } from "./reconcile.ts"
import { Reports } from "./reports.ts"

/** Sweeps an order may stay unsettled while its command is still being tried, before what the exchange says is final. */
const TRIED_FOR = 6

/** A tenant's orders looked up at the same time, and how long an exchange may take for one: the rest don't wait for it. */
const AT_ONCE = 16
const ANSWER_WITHIN = "5 seconds"

/**
 * Once a minute: looks up the orders whose fate is still unknown. One that the exchange knows is adopted; one that it
 * still does not know when nobody tries to place it any more never arrived, and its bot is told so. Answers once the
 * look-ups are on their way, with them: each tenant's go on for themselves, and are not begun again before they are through.
 */
export const makeSweep = Effect.gen(function* () {
  const held = yield* HeldOrders
  const reports = yield* Reports
  const reconciler = yield* Reconciler
  const accounts = yield* Accounts
  let unsettled = new Map<string, number>()
  const looking = new Set<TenantId>()

  const settle = Effect.fn("Orders.settle")(function* (record: OrderRecord, sweeps: number) {
    const of = yield* accounts.open(record.connection, record.tenantId)
    const market = of.market(record.symbol)
    if (market === undefined) return
    const state = yield* of.account.find(sentOrder(record))
    if (Option.isSome(state)) return yield* reconciler.adopt(of, market, record, state.value)
    if (sweeps < TRIED_FOR) return
    const message = "the exchange could not be reached in time: the order never arrived there"
    const at = (yield* marketNow) as Time
    const report = { _tag: "OrderRejected", at, clientOrderId: record.id, reason: "EXCHANGE", message } as const
    yield* reports.heard(record.tenantId, market, report)
  })

  return Effect.gen(function* () {
    const seen = new Map<string, number>()
    const late = new Map<TenantId, Array<Effect.Effect<void>>>()
    for (const record of yield* held.unanswered) {
      const sweeps = (unsettled.get(record.id) ?? 0) + 1
      seen.set(record.id, sweeps)
      // An order in its first minute is most likely being placed right now.
      if (sweeps === 1 || looking.has(record.tenantId)) continue
      const own = late.get(record.tenantId) ?? []
      late.set(record.tenantId, own)
      own.push(
        settle(record, sweeps).pipe(
          Effect.timeout(ANSWER_WITHIN),
          Effect.catch((error) => Effect.logWarning(`order ${record.id} is still unsettled`, error))
        )
      )
    }
    unsettled = seen
    const begun: Array<Fiber.Fiber<unknown>> = []
    for (const [tenantId, own] of late) {
      looking.add(tenantId)
      const lookUps = Effect.all(own, { concurrency: AT_ONCE, discard: true }).pipe(
        Effect.ensuring(Effect.sync(() => looking.delete(tenantId)))
      )
      begun.push(yield* Effect.forkScoped(lookUps))
    }
    return begun
  })
})
