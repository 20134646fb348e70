import { Effect, Layer, Option, Schema } from "effect"
import { HttpServerRequest } from "effect/http"
import { CurrentPrincipal, NotSignedIn, Principal, SignedIn } from "../../../contract/index.ts"
import { KnownTenants } from "../me/known-tenants.ts"

/** Set by the gateway alone; it strips any such header from outside. */
export const PRINCIPAL_HEADER = "x-ms-client-principal"

const decodePrincipal = Schema.decodeUnknownOption(Schema.fromJsonString(Principal))

/** Reads the gateway's header: base64 of a JSON principal who is at least `authenticated`. */
export const principalOf = (header: string | undefined): Option.Option<Principal> =>
  header === undefined
    ? Option.none()
    : Option.filter(decodePrincipal(Buffer.from(header, "base64").toString("utf8")), (principal) =>
        principal.userRoles.includes("authenticated")
      )

/** Who asks for their own erasure is told that it was taken. */
const OWN_ERASURE = "erase"

/**
 * Lets signed-in traders through, and makes their document when they first come. What is being done for one who is erased
 * meanwhile ends there: it would write of them again.
 */
export const SignedInLive = Layer.effect(
  SignedIn,
  Effect.gen(function* () {
    const tenants = yield* KnownTenants
    return SignedIn.of((respond, { endpoint }) =>
      Effect.gen(function* () {
        const request = yield* HttpServerRequest.HttpServerRequest
        const principal = principalOf(request.headers[PRINCIPAL_HEADER])
        if (Option.isNone(principal)) return yield* new NotSignedIn({ detail: "Sign in and try again." })
        yield* tenants.welcome(principal.value).pipe(Effect.catchTag("StoreUnavailable", Effect.die))
        const responding = Effect.provideService(respond, CurrentPrincipal, principal.value)
        if (endpoint.identifier === OWN_ERASURE) return yield* responding
        const erased = tenants.untilErased(principal.value).pipe(Effect.catchTag("StoreUnavailable", Effect.die))
        return yield* Effect.raceFirst(responding, erased)
      })
    )
  })
)
