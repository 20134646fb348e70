import { Context, Effect, Option, type Redacted, Schema } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { DiskTrouble } from "./disk-trouble.ts"

export class SecretsUnavailable extends Schema.TaggedError<SecretsUnavailable>()("SecretsUnavailable", {
  message: Schema.String,
  retryable: Schema.Boolean,
  /** It was sealed with another computer's key: entered again, it works here. */
  sealedElsewhere: Schema.optionalKey(Schema.Boolean),
  /** What keeps the disk from it, when that is all. */
  disk: Schema.optionalKey(DiskTrouble)
}) {}

/** For a secret that is ours to make anew: one sealed with another computer's key is as if there were none. */
export const noneIfSealedElsewhere = <A, R>(
  found: Effect.Effect<Option.Option<A>, SecretsUnavailable, R>
): Effect.Effect<Option.Option<A>, SecretsUnavailable, R> =>
  Effect.catchIf(
    found,
    ({ sealedElsewhere }) => sealedElsewhere === true,
    () => Effect.succeed(Option.none())
  )

/** Whose secret: a tenant's (an exchange's key) or the system's own. */
export type SecretOwner = { readonly tenantId: TenantId } | "SYSTEM"

/** Keys and tokens. Contract: `infra/platform/contracts/secrets.md`, suite `tests/contracts/secrets.ts`. */
export class Secrets extends Context.Service<
  Secrets,
  {
    /** Writes a new version, which is the one read from then on. `name`: 1 to 64 lower-case letters, digits, dashes. */
    readonly put: (
      owner: SecretOwner,
      name: string,
      value: Redacted.Redacted<string>
    ) => Effect.Effect<{ readonly version: string }, SecretsUnavailable>
    /** The newest version, or the one named. */
    readonly get: (
      owner: SecretOwner,
      name: string,
      version?: string
    ) => Effect.Effect<Option.Option<Redacted.Redacted<string>>, SecretsUnavailable>
    /** All versions, newest first. */
    readonly versions: (owner: SecretOwner, name: string) => Effect.Effect<ReadonlyArray<string>, SecretsUnavailable>
    /** Removes the versions that were made before one that is there; of one that is not, none. */
    readonly removeOlder: (owner: SecretOwner, name: string, than: string) => Effect.Effect<void, SecretsUnavailable>
    /** Removes every version. */
    readonly remove: (owner: SecretOwner, name: string) => Effect.Effect<void, SecretsUnavailable>
    /** Removes all that a tenant has, under whichever name. */
    readonly removeAll: (owner: Exclude<SecretOwner, "SYSTEM">) => Effect.Effect<void, SecretsUnavailable>
  }
>()("@tradetower/platform/Secrets") {}
