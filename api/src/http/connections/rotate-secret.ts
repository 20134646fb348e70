import { Effect } from "effect"
import type { ConnectionId } from "@tradetower/domain/connection"
import { forgetCredentials, keepCredentials } from "@tradetower/platform"
import { Conflict, type ConnectionSecret } from "../../../contract/index.ts"
import { audit } from "../../audit.ts"
import { changeConnection } from "./change-connection.ts"
import { findConnection } from "./connection-store.ts"
import { connectionView } from "./connection-view.ts"
import { givenKey, refuseKey } from "./given-key.ts"

/**
 * Gives an account a new key of the same account, once that was tried; execution opens it anew with it. What does not
 * work changes nothing. Of two that are given at once the second is refused: its key may be the older version, which is
 * removed once the other has proven itself.
 */
export const rotateSecret = Effect.fn("api.rotateSecret")(function* (id: ConnectionId, secret: ConnectionSecret) {
  const before = yield* findConnection(id)
  const { environment, label, tenantId } = before
  const key = yield* givenKey(before.broker, environment, secret)
  if (key === undefined) return yield* refuseKey("This account needs no key.")
  if (before.account !== undefined && key.of.account !== before.account)
    return yield* refuseKey(
      `This key is of account ${key.of.account}, and ${label} is account ${before.account}: add it as an account of its own.`
    )
  const secretVersion = yield* keepCredentials(before, key.credentials)
  const changed = changeConnection(id, (now) =>
    now.secretVersion === before.secretVersion
      ? Effect.succeed({ ...now, ...key.of, secretVersion })
      : Effect.fail(
          new Conflict({
            detail: `${label} was given another new key meanwhile, which it has now: give this one again.`
          })
        )
  )
  // Removed meanwhile: its new key goes with it.
  const kept = Effect.tapErrorTag(changed, "NotFound", () => Effect.ignore(forgetCredentials(before)))
  const rotated = yield* kept
  yield* audit({ tenantId, action: "connection.rotate", detail: `a new key was given for ${label}` })
  return yield* connectionView(rotated)
})
