import { Context, Schema } from "effect"
import { HttpApiMiddleware } from "effect/http-api"
import type { TenantId } from "@tradetower/domain/ids"
import { InvalidRequest, NotSignedIn, Unavailable, Unexpected } from "./problem.ts"

/** The signed-in trader, as the gateway (Azure Static Web Apps, or ours) vouches for in `x-ms-client-principal`. */
export const Principal = Schema.Struct({
  identityProvider: Schema.String,
  /** The gateway's own id of them, which may be another one tomorrow. */
  userId: Schema.NonEmptyString,
  /** The name shown. */
  userDetails: Schema.String,
  userRoles: Schema.Array(Schema.String)
})
export type Principal = typeof Principal.Type

/** Who is signed in, and whose data that is. */
export interface Trader extends Pick<Principal, "identityProvider" | "userDetails"> {
  readonly tenantId: TenantId
}

/** Who is asking: set by {@link SignedIn}, the only source of a tenant in a request. */
export class CurrentPrincipal extends Context.Service<CurrentPrincipal, Trader>()("@tradetower/api/CurrentPrincipal") {}

/** Lets only signed-in traders through. */
export class SignedIn extends HttpApiMiddleware.Service<SignedIn, { provides: CurrentPrincipal }>()(
  "@tradetower/api/SignedIn",
  { error: NotSignedIn }
) {}

/** Turns what went wrong into problem details: 400 naming the fields, 500 and 503 with a trace id and no internals. */
export class Problems extends HttpApiMiddleware.Service<Problems>()("@tradetower/api/Problems", {
  error: [InvalidRequest, Unexpected, Unavailable]
}) {}
