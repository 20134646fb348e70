import { Effect } from "effect"
import type { Connection } from "@tradetower/domain/connection"
import { Markets } from "../markets.ts"
import { Accounts } from "./accounts.ts"

/** Closes an account and takes away what its exchange keeps of it here; may be repeated. */
export const makeLetGo = Effect.gen(function* () {
  const accounts = yield* Accounts
  const markets = yield* Markets
  return Effect.fnUntraced(function* (connection: Connection) {
    yield* accounts.close(connection.id, connection.tenantId)
    // Where nobody can be asked for it any more (not: not yet), there is nobody who keeps any of it.
    const forgotten = Effect.map(markets.exchange(connection), ({ forget }) => forget)
    const forget = yield* Effect.catch(forgotten, (error) =>
      error.retryable ? Effect.fail(error) : Effect.succeed(undefined)
    )
    if (forget !== undefined) yield* forget(connection)
  })
})
