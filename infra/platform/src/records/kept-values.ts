import { Effect, Option, Redacted, Schema } from "effect"
import { type SecretOwner, Secrets, type SecretsUnavailable } from "../ports/secrets.ts"

/** Values that belong together and are secret, by their names. */
export type Values = Redacted.Redacted<Readonly<Record<string, string>>>

const Text = Schema.fromJsonString(Schema.Record(Schema.String, Schema.String))
const encode = Schema.encodeSync(Text)
const decode = Schema.decodeUnknownOption(Text)

/** Keeps them as a new version of one secret; answers which. */
export const keepValues = (
  owner: SecretOwner,
  name: string,
  values: Values
): Effect.Effect<string, SecretsUnavailable, Secrets> =>
  Effect.flatMap(Secrets, (secrets) =>
    Effect.map(secrets.put(owner, name, Redacted.make(encode(Redacted.value(values)))), ({ version }) => version)
  )

/** The values of a version; none where it is gone. */
export const valuesOf = (
  owner: SecretOwner,
  name: string,
  version: string
): Effect.Effect<Option.Option<Values>, SecretsUnavailable, Secrets> =>
  Effect.flatMap(Secrets, (secrets) =>
    Effect.map(secrets.get(owner, name, version), (found) =>
      Option.map(
        Option.flatMap(found, (text) => decode(Redacted.value(text))),
        Redacted.make
      )
    )
  )
