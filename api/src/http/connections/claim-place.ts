import { Clock, Effect } from "effect"
import type { ConnectionId } from "@tradetower/domain/connection"
import { Connections, queryAll } from "@tradetower/platform"
import { Conflict, CurrentPrincipal, MOST_CONNECTIONS } from "../../../contract/index.ts"
import { changeUser, updateUser } from "../me/user-store.ts"
import { connectionsOf } from "./connection-store.ts"

/** A place whose account is not there within this time was given up: the process died between the two, ms. */
const LAPSES = 300_000

/**
 * Adds an account in one of the places that a trader has, or fails where all are taken. Of those that are added at once,
 * by any number of instances, each counts the others: it claims its place in the trader's own document first.
 */
export const inPlace = <A, E, R>(id: ConnectionId, add: Effect.Effect<A, E, R>) =>
  Effect.andThen(claim(id), Effect.ensuring(add, Effect.ignore(release(id))))

const claim = Effect.fnUntraced(function* (id: ConnectionId) {
  const { userId: tenantId } = yield* CurrentPrincipal
  return yield* changeUser(
    tenantId,
    Effect.fnUntraced(function* (user) {
      const now = yield* Clock.currentTimeMillis
      const there = new Set((yield* queryAll(Connections, { tenantId })).map((one) => one.id))
      const adding = (user.adding ?? []).filter((one) => !there.has(one.id) && Math.abs(now - one.at) < LAPSES)
      if ((yield* connectionsOf()).length + adding.length >= MOST_CONNECTIONS)
        return yield* new Conflict({
          detail: `You have ${MOST_CONNECTIONS} accounts already: remove one that no bot trades through.`
        })
      return { ...user, adding: [...adding, { id, at: now }] }
    })
  )
})

const release = Effect.fnUntraced(function* (id: ConnectionId) {
  const { userId: tenantId } = yield* CurrentPrincipal
  yield* updateUser(tenantId, ({ adding = [], ...user }) => {
    const others = adding.filter((one) => one.id !== id)
    return { ...user, ...(others.length > 0 && { adding: others }) }
  })
})
