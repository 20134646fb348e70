import { Effect, Option } from "effect"
import { type Connection, type ConnectionId, PAPER, PAPER_BROKER, paperConnection } from "@tradetower/domain/connection"
import { Connections, type Offer, Offers, queryAll, Store } from "@tradetower/platform"
import { CannotWork, CurrentPrincipal, NotFound } from "../../../contract/index.ts"

const nothing: Offer = { id: "offer", venues: [], connectable: [] }

/** What can be connected here; nothing until execution said so, a moment after the start. */
export const readOffer = Effect.gen(function* () {
  const store = yield* Store
  const offer = yield* store.read(Offers, { id: "offer" }, "offer")
  return Option.match(offer, { onNone: () => nothing, onSome: ({ value }) => value })
})

/** The trader's connections: the paper account that everybody has, and what they added, oldest first. */
export const connectionsOf = Effect.fnUntraced(function* () {
  const { tenantId } = yield* CurrentPrincipal
  const { connectable } = yield* readOffer
  const stored = (yield* queryAll(Connections, { tenantId })).filter(({ removedAt }) => removedAt === undefined)
  const paper = connectable.find(({ broker }) => broker === PAPER_BROKER)
  const known = stored.some(({ id }) => id === PAPER)
  const all: ReadonlyArray<Connection> =
    known || paper === undefined ? stored : [paperConnection(tenantId, paper.venue), ...stored]
  return all.toSorted((a, b) => a.createdAt - b.createdAt || a.id.localeCompare(b.id))
})

/** A connection of the trader's. */
export const findConnection = Effect.fnUntraced(function* (id: ConnectionId) {
  const connection = (yield* connectionsOf()).find((one) => one.id === id)
  return connection ?? (yield* noConnection(id))
})

export const noConnection = (id: ConnectionId) => new NotFound({ detail: `You have no connection ${id}.` })

/** The connection that a bot is to trade through. */
export const connectionOfBot = Effect.fnUntraced(function* (id: ConnectionId) {
  const all = yield* connectionsOf()
  const found = all.find((one) => one.id === id)
  if (found !== undefined) return found
  const message =
    all.length === 0
      ? "nothing is on offer yet; it takes a moment after the start"
      : `choose one of ${all.map((one) => one.id).join(", ")}`
  return yield* new CannotWork({ detail: `You have no connection ${id}.`, errors: [{ field: "connection", message }] })
})

/** By whose rules a connection of the trader's trades; one that is gone, or never was changed, by the kind ones. */
export const rulesOf = Effect.fnUntraced(function* (id: ConnectionId) {
  const { tenantId } = yield* CurrentPrincipal
  const store = yield* Store
  const stored = yield* store.read(Connections, { tenantId }, id)
  return Option.match(stored, { onNone: () => "paper" as const, onSome: ({ value }) => value.terms })
})
