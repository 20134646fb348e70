import { Clock, Effect, Option } from "effect"
import { type Connection, type ConnectionId, PAPER } from "@tradetower/domain/connection"
import { Connections, Store } from "@tradetower/platform"
import { Conflict } from "../../../contract/index.ts"
import { audit } from "../../audit.ts"
import { findConnection, noConnection } from "./connection-store.ts"
import { connectionView } from "./connection-view.ts"

/** Changes what is kept of a connection, whatever else is written to it meanwhile. */
export const changeConnection = Effect.fnUntraced(function* (
  id: ConnectionId,
  change: (before: Connection) => Connection
) {
  const store = yield* Store
  const attempt = Effect.gen(function* () {
    const known = yield* findConnection(id)
    const stored = yield* store.read(Connections, { tenantId: known.tenantId }, id)
    // Only the paper account is there without being kept: another was removed meanwhile.
    if (Option.isNone(stored) && id !== PAPER) return yield* noConnection(id)
    const connection = change(Option.isSome(stored) ? stored.value.value : known)
    yield* Option.isSome(stored)
      ? store.replace(Connections, connection, stored.value.version)
      : store.create(Connections, connection)
    return connection
  })
  return yield* Effect.retry(attempt, {
    times: 10,
    while: ({ _tag }) => _tag === "VersionMismatch" || _tag === "AlreadyExists"
  }).pipe(Effect.catchTags({ VersionMismatch: Effect.die, AlreadyExists: Effect.die }))
})

export const renameConnection = Effect.fn("api.renameConnection")(function* (id: ConnectionId, label: string) {
  const before = yield* findConnection(id)
  yield* audit({
    tenantId: before.tenantId,
    action: "connection.rename",
    detail: `${before.label} is called ${label.trim()}`
  })
  return yield* connectionView(yield* changeConnection(id, (now) => ({ ...now, label: label.trim() })))
})

/** Lets orders go to an account of real money, or no more of them. */
export const armConnection = Effect.fn("api.armConnection")(function* (id: ConnectionId, armed: boolean) {
  const { environment, label, tenantId } = yield* findConnection(id)
  if (environment === "PAPER")
    return yield* new Conflict({ detail: `${label} trades paper money: there is nothing to arm.` })
  const at = yield* Clock.currentTimeMillis
  yield* audit({
    tenantId,
    action: armed ? "connection.arm" : "connection.disarm",
    detail: armed ? `orders may go to ${label}, real money` : `no more orders go to ${label}`
  })
  return yield* connectionView(
    yield* changeConnection(id, ({ armedAt, ...now }) => (armed ? { ...now, armedAt: armedAt ?? at } : now))
  )
})
