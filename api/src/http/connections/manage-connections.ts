import { Clock, Effect } from "effect"
import { type Connection, ConnectionId, PAPER } from "@tradetower/domain/connection"
import { BotDefinitions, Connections, queryAll, Store } from "@tradetower/platform"
import {
  CannotWork,
  Conflict,
  CurrentPrincipal,
  MOST_CONNECTIONS,
  type NewConnection,
  NotFound
} from "../../../contract/index.ts"
import { audit } from "../../audit.ts"
import { newId } from "../../new-id.ts"
import { some } from "../some.ts"
import { connectionsOf, readOffer } from "./connection-store.ts"
import { connectionView } from "./connection-view.ts"

const found = Effect.fnUntraced(function* (id: ConnectionId) {
  const connection = (yield* connectionsOf()).find((one) => one.id === id)
  return connection ?? (yield* new NotFound({ detail: `You have no connection ${id}.` }))
})

const refuse = (field: string, message: string) => new CannotWork({ detail: message, errors: [{ field, message }] })

/** Adds an account of what execution says can be connected. */
export const addConnection = Effect.fn("api.addConnection")(function* (given: NewConnection) {
  const { userId: tenantId } = yield* CurrentPrincipal
  const { broker, environment, label, terms, venue } = given
  const { connectable } = yield* readOffer
  const offered = connectable.find(
    (one) => one.broker === broker && one.environment === environment && one.venue === venue
  )
  if (offered === undefined) {
    const could = connectable.map((one) => `${one.broker} at ${one.venue} (${one.environment})`).join(", ")
    return yield* refuse(
      "broker",
      `${broker} at ${venue} (${environment}) can't be connected: choose ${could || "nothing yet"}`
    )
  }
  if (!offered.terms.includes(terms))
    return yield* refuse("terms", `${terms} are no rules of ${broker}: choose one of ${offered.terms.join(", ")}`)
  if ((yield* connectionsOf()).length >= MOST_CONNECTIONS)
    return yield* new Conflict({
      detail: `You have ${MOST_CONNECTIONS} accounts already: remove one that no bot trades through.`
    })
  const now = yield* Clock.currentTimeMillis
  const connection: Connection = {
    id: ConnectionId.make(yield* newId),
    tenantId,
    broker,
    environment,
    venue,
    terms,
    label: label.trim(),
    createdAt: now
  }
  yield* audit({
    tenantId,
    action: "connection.add",
    detail: `${connection.label}: ${broker} at ${venue}, rules of ${terms}`
  })
  const store = yield* Store
  // A chance of 2^-100 that the id is taken.
  yield* store.create(Connections, connection).pipe(Effect.catchTag("AlreadyExists", Effect.die))
  return yield* connectionView(connection)
})

export const renameConnection = Effect.fn("api.renameConnection")(function* (id: ConnectionId, label: string) {
  const before = yield* found(id)
  const connection: Connection = { ...before, label: label.trim() }
  yield* audit({
    tenantId: before.tenantId,
    action: "connection.rename",
    detail: `${before.label} is called ${connection.label}`
  })
  yield* (yield* Store).upsert(Connections, connection)
  return yield* connectionView(connection)
})

/** Removes an account that no bot trades through, or could be started on. */
export const removeConnection = Effect.fn("api.removeConnection")(function* (id: ConnectionId) {
  const { label, tenantId } = yield* found(id)
  if (id === PAPER) return yield* new Conflict({ detail: `${label} can't be removed: everybody has one.` })
  const bots = (yield* queryAll(BotDefinitions, { tenantId })).filter(
    (bot) => bot.connection === id && bot.archivedAt === undefined
  )
  if (bots.length > 0) {
    const names = some(bots.map(({ name }) => name))
    return yield* new Conflict({ detail: `${names} trade through ${label}: delete or archive them first.` })
  }
  yield* audit({ tenantId, action: "connection.remove", detail: label })
  yield* (yield* Store).remove(Connections, { tenantId }, id)
})
