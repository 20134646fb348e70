import { Clock, Effect } from "effect"
import { type Connection, ConnectionId } from "@tradetower/domain/connection"
import { brokerTerms } from "@tradetower/domain/terms"
import { Connections, forgetCredentials, keepCredentials, Store } from "@tradetower/platform"
import {
  CannotWork,
  Conflict,
  CurrentPrincipal,
  MOST_CONNECTIONS,
  type NewConnection
} from "../../../contract/index.ts"
import { audit } from "../../audit.ts"
import { newId } from "../../new-id.ts"
import { type Adding, inPlace } from "../me/in-place.ts"
import { connectionsOf, readOffer } from "./connection-store.ts"
import { connectionView } from "./connection-view.ts"
import { givenKey } from "./given-key.ts"
import { heldAccount, refuseConnected } from "./refuse-connected.ts"
import { refuseTaken } from "./refuse-taken.ts"

const refuse = (field: string, message: string) => new CannotWork({ detail: message, errors: [{ field, message }] })

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
  const name = given.label.trim()
  return yield* inPlace(
    "adding",
    { id, name },
    (adding) => Effect.andThen(room(adding), refuseTaken({ id, name }, adding)),
    addAs(id, given)
  )
})

/** Refuses more accounts than a trader may have, beside those that are being added. */
const room = Effect.fnUntraced(function* (adding: ReadonlyArray<Adding>) {
  const taken = new Set([...(yield* connectionsOf()), ...adding].map((one) => one.id))
  if (taken.size >= MOST_CONNECTIONS)
    return yield* new Conflict({
      detail: `You have ${MOST_CONNECTIONS} accounts already: remove one that no bot trades through.`
    })
})

/** Adds what may be connected, in a place of its own. */
const addAs = Effect.fnUntraced(function* (id: ConnectionId, given: NewConnection) {
  const { tenantId } = yield* CurrentPrincipal
  const { broker, environment, label, terms, venue } = given
  const key = yield* givenKey(broker, environment, given.secret)
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
  if (key === undefined) return yield* keep(connection)
  const found = { ...connection, ...key.of }
  const held = heldAccount(found)
  const signedIn = Effect.map(keepCredentials(connection, key.credentials), (secretVersion) => ({
    ...found,
    secretVersion
  }))
  return yield* inPlace(
    "adding",
    { id, name: connection.label, account: held },
    (adding) => refuseConnected(found, held, adding),
    Effect.flatMap(signedIn, keep)
  )
})

/** Keeps a connection; where that fails nothing is left of its key. */
const keep = Effect.fnUntraced(function* (added: Connection) {
  const { broker, label, tenantId, terms, venue } = added
  const store = yield* Store
  yield* audit({
    tenantId,
    action: "connection.add",
    detail: `${label}: ${broker} at ${venue}, rules of ${terms}`
  }).pipe(
    // A chance of 2^-100 that the id is taken.
    Effect.andThen(store.create(Connections, added).pipe(Effect.catchTag("AlreadyExists", Effect.die))),
    Effect.tapError(() => Effect.ignore(forgetCredentials(added)))
  )
  return yield* connectionView(added)
})
