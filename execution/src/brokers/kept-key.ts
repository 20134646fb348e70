import { Effect, Option } from "effect"
import type { Connection } from "@tradetower/domain/connection"
import { type Credentials, credentialsOf, type Secrets } from "@tradetower/platform"
import { ExchangeUnavailable } from "../exchange.ts"

const noKey = ({ label }: Connection) =>
  new ExchangeUnavailable({
    message: `the key of ${label} can't be opened on this computer: give it a new one`,
    retryable: false,
    cause: "REVOKED",
    needsUser: true
  })

/** What signs in to an account, as it is kept. */
export const keptKey = Effect.fnUntraced(function* (
  connection: Connection
): Effect.fn.Return<Credentials, ExchangeUnavailable, Secrets> {
  const found = yield* credentialsOf(connection).pipe(
    Effect.mapError(({ message, sealedElsewhere }) =>
      sealedElsewhere === true ? noKey(connection) : new ExchangeUnavailable({ message, retryable: true })
    )
  )
  return Option.isNone(found) ? yield* noKey(connection) : found.value
})
