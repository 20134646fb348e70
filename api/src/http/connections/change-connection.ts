import { Clock, Effect, Option } from "effect"
import type { Connection, ConnectionId } from "@tradetower/domain/connection"
import {
  type AlreadyExists,
  Connections,
  Store,
  type StoreUnavailable,
  type VersionMismatch
} from "@tradetower/platform"
import { Conflict, CurrentPrincipal } from "../../../contract/index.ts"
import { audit } from "../../audit.ts"
import { findConnection, noConnection } from "./connection-store.ts"
import { inPlace } from "../me/in-place.ts"
import { connectionView } from "./connection-view.ts"
import { refuseTaken } from "./refuse-taken.ts"

/** So often a change is made anew because something else was written meanwhile. */
const TRIES = 10

/** Changes what is kept of a connection, whatever else is written to it meanwhile, and refuses once it is removed. */
export const changeConnection = Effect.fnUntraced(function* <E = never>(
  id: ConnectionId,
  change: (before: Connection) => Effect.Effect<Connection, E>
) {
  const { tenantId } = yield* CurrentPrincipal
  const store = yield* Store
  for (let tries = 0; tries < TRIES; tries++) {
    const stored = Option.getOrUndefined(yield* store.read(Connections, { tenantId }, id))
    if (stored?.value.removedAt !== undefined) return yield* noConnection(id)
    // Only the paper account is there without being kept.
    const connection = yield* change(stored?.value ?? (yield* findConnection(id)))
    const write: Effect.Effect<unknown, AlreadyExists | VersionMismatch | StoreUnavailable> =
      stored === undefined
        ? store.create(Connections, connection)
        : store.replace(Connections, connection, stored.version)
    const late = yield* write.pipe(
      Effect.as(false),
      Effect.catchTag(["AlreadyExists", "VersionMismatch"], () => Effect.succeed(true))
    )
    if (!late) return connection
  }
  return yield* Effect.die(
    new Error(`connection ${id} was changed by others ${TRIES} times while it was to be changed`)
  )
})

export const renameConnection = Effect.fn("api.renameConnection")(function* (id: ConnectionId, label: string) {
  const before = yield* findConnection(id)
  const name = label.trim()
  const rename = Effect.gen(function* () {
    const renamed = yield* changeConnection(id, (now) => Effect.succeed({ ...now, label: name }))
    yield* audit({
      tenantId: before.tenantId,
      action: "connection.rename",
      detail: `${before.label} is called ${name}`
    })
    return yield* connectionView(renamed)
  })
  return yield* inPlace("adding", { id, name }, (adding) => refuseTaken({ id, name }, adding), rename)
})

/** Lets orders go to an account of real money, or no more of them. */
export const armConnection = Effect.fn("api.armConnection")(function* (id: ConnectionId, armed: boolean) {
  const { environment, label, tenantId } = yield* findConnection(id)
  if (environment === "PAPER")
    return yield* new Conflict({ detail: `${label} trades paper money: there is nothing to arm.` })
  const at = yield* Clock.currentTimeMillis
  const changed = yield* changeConnection(id, ({ armedAt, ...now }) =>
    Effect.succeed(armed ? { ...now, armedAt: armedAt ?? at } : now)
  )
  yield* audit({
    tenantId,
    action: armed ? "connection.arm" : "connection.disarm",
    detail: armed ? `orders may go to ${label}, real money` : `no more orders go to ${label}`
  })
  return yield* connectionView(changed)
})
