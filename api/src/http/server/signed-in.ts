import { Effect, Layer, Option, Schema } from "effect"
import { HttpServerRequest } from "effect/http"
import { TenantId } from "@tradetower/domain/ids"
import { Telemetry } from "@tradetower/platform"
import { CurrentPrincipal, NotSignedIn, Principal, SignedIn, type Trader } from "../../../contract/index.ts"
import { KnownTenants } from "../me/known-tenants.ts"
import type { Front } from "./front.ts"
import { tenantsIn } from "./tenant-role.ts"

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

/**
 * Whose data a principal works with: the one tenant among its roles. Our own gateway gives none and its ids stay the same,
 * so there the id is the tenant; that of Static Web Apps changes when the site is built anew, and is none.
 */
export const tenantOf = ({ userId, userRoles }: Principal, front: Front): Option.Option<TenantId> => {
  const [tenant, ...others] = tenantsIn(userRoles)
  if (others.length > 0) return Option.none()
  return tenant === undefined && front === "LOCAL" ? Option.some(TenantId.make(userId)) : Option.fromUndefinedOr(tenant)
}

/** Who asks for their own erasure is told that it was taken. */
const OWN_ERASURE = "erase"

const unguarded = {
  name: "authentication-off",
  message:
    "Nobody is let in: this function app answers the internet with its authentication off, where anybody could claim to be anyone. Turn authentication on (authsettingsV2, requireAuthentication) and restart it."
}

/**
 * Lets signed-in traders through, and makes their document when they first come. What is being done for one who is erased
 * meanwhile ends there: it would write of them again. Without anybody before it who vouches for them it lets nobody in.
 */
export const SignedInLive = (front: Front) =>
  Layer.effect(
    SignedIn,
    Effect.gen(function* () {
      const tenants = yield* KnownTenants
      const telemetry = yield* Telemetry
      /** One of an operator's calls is enough, however many knock. */
      const callOperator = yield* Effect.cached(telemetry.alert(unguarded))

      const whoAsks = Effect.fnUntraced(function* (header: string | undefined) {
        if (front === "NOBODY") {
          yield* callOperator
          return yield* new NotSignedIn({ detail: "Nobody can sign in here: this server is not set up to be asked." })
        }
        const principal = principalOf(header)
        if (Option.isNone(principal)) return yield* new NotSignedIn({ detail: "Sign in and try again." })
        const tenantId = tenantOf(principal.value, front)
        const { identityProvider, userDetails, userRoles } = principal.value
        if (Option.isSome(tenantId)) return { tenantId: tenantId.value, identityProvider, userDetails } satisfies Trader
        yield* Effect.logError("A principal names no tenant: what does the site's rolesSource answer?", {
          identityProvider,
          userRoles
        })
        return yield* new NotSignedIn({ detail: "It was not said whose data is yours: sign out, and in again." })
      })

      return SignedIn.of((respond, { endpoint }) =>
        Effect.gen(function* () {
          const request = yield* HttpServerRequest.HttpServerRequest
          const trader = yield* whoAsks(request.headers[PRINCIPAL_HEADER])
          yield* tenants.welcome(trader).pipe(Effect.catchTag("StoreUnavailable", Effect.die))
          const responding = Effect.provideService(respond, CurrentPrincipal, trader)
          if (endpoint.identifier === OWN_ERASURE) return yield* responding
          const erased = tenants.untilErased(trader).pipe(Effect.catchTag("StoreUnavailable", Effect.die))
          return yield* Effect.raceFirst(responding, erased)
        })
      )
    })
  )
