import { Clock, Effect } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { isZero } from "@tradetower/domain/number"
import { OldestOut } from "@tradetower/domain/oldest-out"
import type { OrderRecord, User } from "@tradetower/platform"
import { Accounts } from "./accounts.ts"
import { HeldOrders } from "./held-orders.ts"
import { sentOrder } from "./order-record.ts"
import { RiskBook } from "../risk/risk-book.ts"

/** A use this much older than this process is none of its business: it was carried out before, ms. */
const MARGIN = 60_000
/** Tenants whose last use is remembered. */
const REMEMBERED = 10_000

/** What the kill switch met. */
type Met = NonNullable<User["killSwitch"]>["bots"][number]

/**
 * Runs that hold a position come first, of these those with the fewest orders: a position is closed once its run's orders
 * are gone, and where an exchange takes few requests a minute not all of them are at once.
 */
export const positionsFirst = <Order extends Pick<OrderRecord, "botRunId">>(
  orders: ReadonlyArray<Order>,
  met: ReadonlyArray<Pick<Met, "runId" | "position">>
): ReadonlyArray<Order> => {
  const holding = new Set(met.filter(({ position }) => !isZero(position)).map(({ runId }) => runId))
  const byRun = [...Map.groupBy(orders, ({ botRunId }) => botRunId)]
  const after = (run: OrderRecord["botRunId"]) => (holding.has(run) ? 0 : 1)
  return byRun
    .toSorted(([a, ofA], [b, ofB]) => after(a) - after(b) || ofA.length - ofB.length)
    .flatMap(([, own]) => own)
}

/**
 * When a tenant's kill switch is used, takes all of its orders back at once, on every account: the bots were told to stop
 * just before and take back the same, one after another, which alone would take too long where an exchange throttles.
 */
export const followKillSwitch = Effect.gen(function* () {
  const book = yield* RiskBook
  const accounts = yield* Accounts
  const held = yield* HeldOrders
  const scope = yield* Effect.scope
  /** Whose last use was carried out; forgotten, it is carried out again, which changes nothing. */
  const used = new OldestOut<TenantId, string>(REMEMBERED)
  const since = (yield* Clock.currentTimeMillis) - MARGIN

  const cancelAll = Effect.fn("KillSwitch.cancelAll")(function* (tenantId: TenantId, met: ReadonlyArray<Met>) {
    const resting = (yield* held.openOf(tenantId)).filter(
      ({ purpose, status }) => purpose !== "CLOSE" && (status === "OPEN" || status === "PARTLY_FILLED")
    )
    const orders = positionsFirst(resting, met)
    yield* Effect.forEach(
      Map.groupBy(orders, ({ connection }) => connection),
      ([connection, own]) =>
        // Just after a start it may be open only now.
        Effect.flatMap(accounts.open(connection, tenantId), ({ cancels }) => cancels.askAll(own.map(sentOrder))).pipe(
          Effect.catch((error) =>
            Effect.logError(`the kill switch could not reach ${connection}; its bots take their orders back`, error)
          )
        ),
      { concurrency: "unbounded", discard: true }
    )
  })

  yield* book.onUser((user) => {
    const { killSwitch, tenantId, tradingHalted } = user
    // The first of its two writes still names the use before.
    if (!tradingHalted || killSwitch === undefined || killSwitch.commandedAt < since) return Effect.void
    if (used.get(tenantId) === killSwitch.id) return Effect.void
    used.set(tenantId, killSwitch.id)
    return Effect.asVoid(
      Effect.forkIn(
        Effect.catch(cancelAll(tenantId, killSwitch.bots), (error) =>
          Effect.logError("the kill switch could not read open orders; the bots take them back themselves", error)
        ),
        scope
      )
    )
  })
})
