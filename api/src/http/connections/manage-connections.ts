import { Clock, Effect, Option } from "effect"
import { type Connection, ConnectionId, PAPER } from "@tradetower/domain/connection"
import { brokerTerms } from "@tradetower/domain/terms"
import {
  BotDefinitions,
  BotRuns,
  Connections,
  forgetCredentials,
  keepCredentials,
  queryAll,
  Store
} from "@tradetower/platform"
import {
  CannotWork,
  Conflict,
  type ConnectionSecret,
  CurrentPrincipal,
  type NewConnection,
  NotFound
} from "../../../contract/index.ts"
import { audit } from "../../audit.ts"
import { newId } from "../../new-id.ts"
import { some } from "../some.ts"
import { inPlace } from "./claim-place.ts"
import { connectionsOf, readOffer } from "./connection-store.ts"
import { connectionView } from "./connection-view.ts"
import { readCredentials, type Tried, tryKey } from "./try-key.ts"

export const findConnection = Effect.fnUntraced(function* (id: ConnectionId) {
  const connection = (yield* connectionsOf()).find((one) => one.id === id)
  return connection ?? (yield* new NotFound({ detail: `You have no connection ${id}.` }))
})

/** Changes what is kept of a connection, whatever else is written to it meanwhile. */
const changeConnection = Effect.fnUntraced(function* (id: ConnectionId, change: (before: Connection) => Connection) {
  const store = yield* Store
  const attempt = Effect.gen(function* () {
    const known = yield* findConnection(id)
    const stored = yield* store.read(Connections, { tenantId: known.tenantId }, id)
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

const refuse = (field: string, message: string) => new CannotWork({ detail: message, errors: [{ field, message }] })

/** What a key that was tried adds to a connection, once it is kept. */
const signedIn = ({ account, permissions }: Tried, secretVersion: string) => ({ account, permissions, secretVersion })

/** As {@link tryKey}, as a refusal of the request that brought the key. */
const tried = (...key: Parameters<typeof tryKey>) =>
  tryKey(...key).pipe(
    Effect.catchTags({
      KeyRefused: ({ message }) => Effect.fail(refuse("secret", message)),
      BrokerUnavailable: ({ message }) => Effect.fail(new Conflict({ detail: message }))
    })
  )

/** Adds an account of what execution says can be connected, once what signs in to it was tried. */
export const addConnection = Effect.fn("api.addConnection")(function* (given: NewConnection) {
  const { broker, environment, terms, venue } = given
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
    return yield* refuse(
      "terms",
      `By the rules of ${brokerTerms(terms).title} nothing can be traded at ${venue}: choose one of ${offered.terms.join(", ")}`
    )
  const id = ConnectionId.make(yield* newId)
  return yield* inPlace(id, addAs(id, given))
})

/** Adds what may be connected, in a place of its own. */
const addAs = Effect.fnUntraced(function* (id: ConnectionId, given: NewConnection) {
  const { userId: tenantId } = yield* CurrentPrincipal
  const { broker, environment, label, terms, venue } = given
  const key = yield* readCredentials(broker, given.secret)
  const found = key && (yield* tried(key.broker, environment, key.credentials))
  const connection: Connection = {
    id,
    tenantId,
    broker,
    environment,
    venue,
    terms,
    label: label.trim(),
    createdAt: yield* Clock.currentTimeMillis
  }
  const version = key && (yield* keepCredentials(connection, key.credentials))
  const added = { ...connection, ...(found && version !== undefined && signedIn(found, version)) }
  const store = yield* Store
  yield* audit({
    tenantId,
    action: "connection.add",
    detail: `${connection.label}: ${broker} at ${venue}, rules of ${terms}`
  }).pipe(
    // A chance of 2^-100 that the id is taken.
    Effect.andThen(store.create(Connections, added).pipe(Effect.catchTag("AlreadyExists", Effect.die))),
    Effect.tapError(() => Effect.ignore(forgetCredentials(connection)))
  )
  return yield* connectionView(added)
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

/**
 * Gives an account a new key of the same account, once that was tried; execution opens it anew with it. What does not
 * work changes nothing.
 */
export const rotateSecret = Effect.fn("api.rotateSecret")(function* (id: ConnectionId, secret: ConnectionSecret) {
  const before = yield* findConnection(id)
  const { environment, label, tenantId } = before
  const key = yield* readCredentials(before.broker, secret)
  if (key === undefined) return yield* refuse("secret", "This account needs no key.")
  const found = yield* tried(key.broker, environment, key.credentials)
  if (before.account !== undefined && found.account !== before.account)
    return yield* refuse(
      "secret",
      `This key is of account ${found.account}, and ${label} is account ${before.account}: add it as an account of its own.`
    )
  const version = yield* keepCredentials(before, key.credentials)
  yield* audit({ tenantId, action: "connection.rotate", detail: `${label} has a new key` })
  return yield* connectionView(yield* changeConnection(id, (now) => ({ ...now, ...signedIn(found, version) })))
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

/**
 * Removes an account that no bot trades through, or could be started on, and with it its key, its balances and, of a
 * paper account, its book; execution does that (EXEC-29). What bots did and made there (orders, fills, results) is the
 * trader's record and stays.
 */
export const removeConnection = Effect.fn("api.removeConnection")(function* (id: ConnectionId) {
  const connection = yield* findConnection(id)
  const { label, tenantId } = connection
  if (id === PAPER) return yield* new Conflict({ detail: `${label} can't be removed: everybody has one.` })
  const bots = (yield* queryAll(BotDefinitions, { tenantId })).filter(
    (bot) => bot.connection === id && bot.archivedAt === undefined
  )
  if (bots.length > 0) {
    const names = some(bots.map(({ name }) => name))
    const [trade, them] = bots.length === 1 ? ["trades", "it"] : ["trade", "them"]
    return yield* new Conflict({ detail: `${names} ${trade} through ${label}: delete or archive ${them} first.` })
  }
  const kept = (yield* queryAll(BotRuns, { tenantId }, { where: { kept: true } })).find((run) => run.connection === id)
  if (kept !== undefined)
    return yield* new Conflict({
      detail: `A bot that ended left orders or a position in ${kept.symbol} on ${label}: close them first.`
    })
  yield* audit({
    tenantId,
    action: "connection.remove",
    detail: `${label}, with its balances and its own book; what bots did and made on it stays`
  })
  // The key first: should this end here, the account is still there to be removed.
  yield* forgetCredentials(connection)
  const removedAt = yield* Clock.currentTimeMillis
  yield* changeConnection(id, (now) => ({ ...now, removedAt }))
})
