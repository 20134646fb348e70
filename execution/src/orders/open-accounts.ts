import { Effect, Fiber } from "effect"
import { PAPER } from "@tradetower/domain/connection"
import { type OrderRecord, Store, Users } from "@tradetower/platform"
import { inBackground, untilItWorks } from "../patience.ts"
import { Accounts } from "./accounts.ts"
import { HeldOrders } from "./held-orders.ts"

/** Trading begins after this, whatever accounts are still being opened: one that can't be holds up no other. */
const OPENED_WITHIN = "5 seconds"

/** Opens the accounts that have orders out, so that what happened meanwhile is heard at once. */
export const openWhatIsOpen = Effect.gen(function* () {
  const accounts = yield* Accounts
  const held = yield* HeldOrders
  const orders: ReadonlyArray<OrderRecord> = yield* untilItWorks("reading open orders", held.allOpen)
  const owners = new Map(
    orders.map(({ connection, tenantId }) => [`${tenantId}/${connection}`, { connection, tenantId }])
  )
  const opening = yield* Effect.forEach(owners.values(), ({ connection, tenantId }) =>
    Effect.forkScoped(
      inBackground(`opening the account ${connection} of ${tenantId}`, accounts.open(connection, tenantId))
    )
  )
  yield* Effect.timeoutOption(Effect.forEach(opening, Fiber.await, { discard: true }), OPENED_WITHIN)
})

/** Opens the paper account of whoever signs in for the first time, so that its balances are there to be seen. */
export const openForNewcomers = Effect.gen(function* () {
  const accounts = yield* Accounts
  const store = yield* Store
  const scope = yield* Effect.scope
  return yield* store.changes(Users, "execution-newcomers", (users) =>
    Effect.forEach(
      users,
      ({ tenantId }) =>
        accounts.open(PAPER, tenantId).pipe(
          Effect.catch((error) => Effect.logDebug(`no paper account of ${tenantId} yet`, error)),
          Effect.forkIn(scope)
        ),
      { discard: true }
    )
  )
})
