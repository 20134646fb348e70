import { Effect } from "effect"
import type { Connection } from "@tradetower/domain/connection"
import { forgetOlderCredentials, Secrets } from "@tradetower/platform"
import { inBackground } from "../patience.ts"

/** An account told where its orders stand, with the key that it has now: those of before are removed (EXEC-34). */
export const makeKeyWorks = Effect.map(
  Secrets,
  (secrets) => (connection: Connection) =>
    inBackground(`removing the older keys of ${connection.label}`, forgetOlderCredentials(connection)).pipe(
      Effect.provideService(Secrets, secrets)
    )
)
