import { Clock, Effect } from "effect"
import { type Connection, type ConnectionId, PAPER } from "@tradetower/domain/connection"
import { BotDefinitions, BotRuns, forgetCredentials, queryAll } from "@tradetower/platform"
import { Conflict } from "../../../contract/index.ts"
import { audit } from "../../audit.ts"
import { removing } from "../bots/fund-claims.ts"
import { some } from "../some.ts"
import { changeConnection } from "./change-connection.ts"
import { findConnection } from "./connection-store.ts"

/**
 * Removes an account that no bot trades through, or could be started on, and with it its key, its balances and, of a
 * paper account, its book; execution does that (EXEC-29). What bots did and made there (orders, fills, results) is the
 * trader's record and stays.
 */
export const removeConnection = Effect.fn("api.removeConnection")(function* (id: ConnectionId) {
  const connection = yield* findConnection(id)
  const { label, tenantId } = connection
  if (id === PAPER) return yield* new Conflict({ detail: `${label} can't be removed: everybody has one.` })
  yield* removing(tenantId, id, refuseUsed(connection), remove(connection))
})

/** Refuses to remove what a bot trades through, or left something on. */
const refuseUsed = Effect.fnUntraced(function* ({ id, label, tenantId }: Connection) {
  const bots = (yield* queryAll(BotDefinitions, { tenantId })).filter(
    (bot) => bot.connection === id && bot.archivedAt === undefined
  )
  if (bots.length > 0) {
    const names = some(bots.map(({ name }) => `“${name}”`))
    const [trade, them] = bots.length === 1 ? ["trades", "it"] : ["trade", "them"]
    return yield* new Conflict({ detail: `${names} ${trade} through ${label}: delete or archive ${them} first.` })
  }
  const kept = (yield* queryAll(BotRuns, { tenantId }, { where: { kept: true } })).find((run) => run.connection === id)
  if (kept !== undefined)
    return yield* new Conflict({
      detail: `A bot that ended left orders or a position in ${kept.symbol} on ${label}: close them first.`
    })
})

const remove = Effect.fnUntraced(function* (connection: Connection) {
  const { id, label, tenantId } = connection
  // The key first: should this end here, the account is still there to be removed.
  yield* forgetCredentials(connection)
  const removedAt = yield* Clock.currentTimeMillis
  yield* changeConnection(id, (now) => Effect.succeed({ ...now, removedAt }))
  yield* audit({
    tenantId,
    action: "connection.remove",
    detail: `${label}, with its balances and its own book; what bots did and made on it stays`
  })
  // Of a key that was given between the two nothing stays, either; one given later finds no account (rotateSecret).
  yield* forgetCredentials(connection)
})
