import { Effect, type Option } from "effect"
import type { Connection } from "@tradetower/domain/connection"
import type { Credentials } from "../ports/brokers.ts"
import { Secrets, type SecretsUnavailable } from "../ports/secrets.ts"
import { keepValues, valuesOf } from "./kept-values.ts"

type Named = Pick<Connection, "id" | "tenantId">
const nameOf = ({ id }: Named): string => `connection-${id}`

/** Keeps what a trader gave for an account, as a new version; answers which. */
export const keepCredentials = (
  connection: Named,
  credentials: Credentials
): Effect.Effect<string, SecretsUnavailable, Secrets> =>
  keepValues({ tenantId: connection.tenantId }, nameOf(connection), credentials)

/** What signs in to an account: of the version it says; none where it needs none, or it is gone. */
export const credentialsOf = (
  connection: Named & Pick<Connection, "secretVersion">
): Effect.Effect<Option.Option<Credentials>, SecretsUnavailable, Secrets> =>
  connection.secretVersion === undefined
    ? Effect.succeedNone
    : valuesOf({ tenantId: connection.tenantId }, nameOf(connection), connection.secretVersion)

/** Takes away what signed in to an account before the version it says, which has proven itself. */
export const forgetOlderCredentials = (
  connection: Named & Pick<Connection, "secretVersion">
): Effect.Effect<void, SecretsUnavailable, Secrets> =>
  connection.secretVersion === undefined
    ? Effect.void
    : Effect.flatMap(Secrets, (secrets) =>
        secrets.removeOlder({ tenantId: connection.tenantId }, nameOf(connection), connection.secretVersion ?? "")
      )

/** Takes every version away. */
export const forgetCredentials = (connection: Named): Effect.Effect<void, SecretsUnavailable, Secrets> =>
  Effect.flatMap(Secrets, (secrets) => secrets.remove({ tenantId: connection.tenantId }, nameOf(connection)))
