import { Effect, Option } from "effect"
import type { ConnectionId } from "@tradetower/domain/connection"
import { Brokers, credentialsOf } from "@tradetower/platform"
import type { ConnectionTest } from "../../../contract/index.ts"
import { findConnection } from "./connection-store.ts"
import { tryKey } from "./try-key.ts"

const fails = (detail: string): ConnectionTest => ({ works: false, detail })

/** Tries an account with the key that is kept for it. */
export const testConnection = Effect.fn("api.testConnection")(function* (id: ConnectionId) {
  const connection = yield* findConnection(id)
  const { account: expected, environment, label } = connection
  const broker = (yield* Brokers).get(connection.broker)
  if (broker === undefined)
    return { works: true, detail: `${label} is kept here: this account needs no key.` } satisfies ConnectionTest
  const kept = yield* credentialsOf(connection).pipe(
    Effect.catchIf(
      ({ sealedElsewhere }) => sealedElsewhere === true,
      () => Effect.succeedNone
    )
  )
  if (Option.isNone(kept)) return fails(`The key of ${label} can't be opened on this computer: give it a new one.`)
  return yield* tryKey(broker, environment, kept.value).pipe(
    Effect.map(({ account, facts, permissions, warning }): ConnectionTest =>
      expected !== undefined && account !== expected
        ? fails(`Its key is of account ${account} now, and ${label} is account ${expected}: give it a key of that.`)
        : {
            works: true,
            detail: [
              `${broker.name} takes the key of ${label}.`,
              ...facts,
              ...(warning === undefined ? [] : [warning])
            ].join(" "),
            account,
            permissions
          }
    ),
    Effect.catch(({ message }) => Effect.succeed(fails(message)))
  )
})
