import { Effect, Fiber, Option, Stream } from "effect"
import { type Connection, PAPER } from "@tradetower/domain/connection"
import {
  Accounts as AccountRecords,
  Connections,
  everyDocument,
  everyTenant,
  isGone,
  type OrderRecord,
  Store,
  Users
} from "@tradetower/platform"
import { inBackground, untilItWorks } from "../patience.ts"
import { Accounts } from "./accounts.ts"
import { HeldOrders } from "./held-orders.ts"

/** Trading begins after this, whatever accounts are still being opened: one that can't be holds up no other. */
const OPENED_WITHIN = "5 seconds"

/** So many are opened at once of those that nobody waits for. */
const AT_ONCE = 8
const everybody = everyTenant("execution: accounts as an earlier process left them")

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

/**
 * Opens every account that was added, and every one that is told to be out of reach, each once: how an earlier process
 * left them is not how they stand (EXEC-32).
 */
export const openWhatWasLeft = Effect.gen(function* () {
  const accounts = yield* Accounts
  const store = yield* Store
  const added = Stream.map(everyDocument(store, Connections, everybody), ({ value }) => value)
  const troubled = everyDocument(store, AccountRecords, everybody).pipe(
    Stream.map(({ value }) => value),
    Stream.filter(({ connected, trouble }) => !connected || trouble !== undefined),
    // Read long ago, perhaps: it may have been taken away with its trader.
    Stream.filterEffect(({ id, tenantId }) => Effect.map(store.read(AccountRecords, { tenantId }, id), Option.isSome))
  )
  const open = ({ id, tenantId }: Pick<Connection, "id" | "tenantId">) =>
    Effect.catch(accounts.open(id, tenantId), (error) =>
      Effect.logDebug(`the account ${id} of ${tenantId} was not opened`, error)
    )
  yield* Stream.runDrain(Stream.mapEffect(Stream.concat(added, troubled), open, { concurrency: AT_ONCE }))
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
        Effect.provideService(isGone(tenantId), Store, store).pipe(
          // Told of late, they may have come and gone.
          Effect.flatMap((gone) => (gone ? Effect.void : Effect.asVoid(accounts.open(PAPER, tenantId)))),
          Effect.catch((error) => Effect.logDebug(`no paper account of ${tenantId} yet`, error)),
          Effect.forkIn(scope)
        ),
      { discard: true }
    )
  )
})
