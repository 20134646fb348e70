import { Effect, Option, Redacted, Schema } from "effect"
import type { Connection } from "@tradetower/domain/connection"
import type { Credentials } from "../ports/brokers.ts"
import { Secrets, type SecretsUnavailable } from "../ports/secrets.ts"

type Named = Pick<Connection, "id" | "tenantId">
const nameOf = ({ id }: Named): string => `connection-${id}`

const Values = Schema.fromJsonString(Schema.Record(Schema.String, Schema.String))
const encode = Schema.encodeSync(Values)
const decode = Schema.decodeUnknownOption(Values)

/** Keeps what a trader gave for an account, as a new version; answers which. */
export const keepCredentials = (
  connection: Named,
  credentials: Credentials
): Effect.Effect<string, SecretsUnavailable, Secrets> =>
  Effect.flatMap(Secrets, (secrets) =>
    Effect.map(
      secrets.put(
        { tenantId: connection.tenantId },
        nameOf(connection),
        Redacted.make(encode(Redacted.value(credentials)))
      ),
      ({ version }) => version
    )
  )

/** What signs in to an account: of the version it says; none where it needs none, or it is gone. */
export const credentialsOf = (
  connection: Named & Pick<Connection, "secretVersion">
): Effect.Effect<Option.Option<Credentials>, SecretsUnavailable, Secrets> =>
  connection.secretVersion === undefined
    ? Effect.succeedNone
    : Effect.flatMap(Secrets, (secrets) =>
        Effect.map(
          secrets.get({ tenantId: connection.tenantId }, nameOf(connection), connection.secretVersion),
          (found) =>
            Option.map(
              Option.flatMap(found, (text) => decode(Redacted.value(text))),
              Redacted.make
            )
        )
      )

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
