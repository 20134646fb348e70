import { Effect, Option } from "effect"
import { type Connection, isArmed } from "@tradetower/domain/connection"
import { minus } from "@tradetower/domain/number"
import { Accounts, Store } from "@tradetower/platform"
import { type Balance, type ConnectionView } from "../../../contract/index.ts"
import { freeFunds } from "../bots/free-funds.ts"

/** A connection as its trader sees it, with what it holds as execution last wrote it. */
export const connectionView = Effect.fnUntraced(function* (connection: Connection) {
  const { broker, environment, id, label, tenantId, terms, venue } = connection
  const store = yield* Store
  const account = Option.getOrUndefined(yield* store.read(Accounts, { tenantId }, id))?.value
  const free = Option.getOrElse(yield* freeFunds(id), () => [])
  const balances = (account?.balances ?? []).map(({ asset, available, total }): Balance => ({
    asset,
    free: available,
    reserved: minus(total, available),
    total,
    uncommitted: free.find((one) => one.asset === asset)?.amount ?? available
  }))
  const view: ConnectionView = {
    id,
    label,
    broker,
    environment,
    venue,
    terms,
    state:
      account === undefined ? "CONNECTING" : (account.trouble ?? (account.connected ? "CONNECTED" : "DISCONNECTED")),
    armed: isArmed(connection),
    ...(connection.account !== undefined && { account: connection.account }),
    ...(connection.permissions !== undefined && { permissions: connection.permissions }),
    ...(connection.found !== undefined && { found: connection.found }),
    ...(account?.reason !== undefined && { reason: account.reason }),
    ...(account?.since !== undefined && { since: account.since }),
    balances,
    ...(account?.fees !== undefined && account.fees.length > 0 && { fees: account.fees }),
    ...(account?.margin !== undefined && account.margin.length > 0 && { margin: account.margin })
  }
  return view
})
