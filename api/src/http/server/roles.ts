import { createHash } from "node:crypto"
import { Effect, Schema } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerRespondable, HttpServerResponse } from "effect/http"
import { TenantId } from "@tradetower/domain/ids"
import { InvalidRequest } from "../../../contract/index.ts"
import { roleOfTenant } from "./tenant-role.ts"

/** What the gateway tells of who has just signed in; whatever else it tells is not looked at. */
const SignedInUser = Schema.Struct({
  claims: Schema.Array(Schema.Struct({ typ: Schema.String, val: Schema.Unknown }))
})

/** A claim under its own name, and under the one that older libraries of Microsoft give it. */
const ISSUER = ["iss"]
const PERSON = ["oid", "http://schemas.microsoft.com/identity/claims/objectidentifier"]

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
/** Base32 (RFC 4648, lower case) of the first `letters` groups of five bits. */
const base32 = (bytes: Uint8Array, letters: number): string => {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("")
  return Array.from({ length: letters }, (_, i) => ALPHABET[parseInt(bits.slice(5 * i, 5 * i + 5), 2)]).join("")
}

/**
 * The tenant of who was signed in by `issuer` as `person`: the same wherever and however often the site is built, so
 * that what is kept of them outlives it. Knowing it opens nothing.
 */
export const tenantOf = (issuer: string, person: string): TenantId =>
  TenantId.make(base32(createHash("sha256").update(`${issuer}|${person}`).digest(), 26))

/** Roles of who was signed in with these claims: none where they don't say, or don't agree on, who that is. */
export const rolesOf = ({ claims }: typeof SignedInUser.Type): ReadonlyArray<string> => {
  const only = (names: ReadonlyArray<string>) => {
    const [value, ...others] = new Set(claims.flatMap(({ typ, val }) => (names.includes(typ) ? [val] : [])))
    return typeof value === "string" && value !== "" && others.length === 0 ? value : undefined
  }
  const issuer = only(ISSUER)
  const person = only(PERSON)
  return issuer === undefined || person === undefined ? [] : ["trader", roleOfTenant(tenantOf(issuer, person))]
}

const read = HttpServerRequest.schemaBodyJson(SignedInUser)

/**
 * `rolesSource` of the site: whom its gateway signs in, it asks here for their roles. It computes and keeps nothing, so
 * whoever else asks learns what the gateway would be told, and is let in nowhere by it: roles count as the gateway vouches
 * for them.
 */
export const rolesRoute = HttpRouter.route(
  "POST",
  "/api/v1/roles",
  read.pipe(
    Effect.map((user) => HttpServerResponse.jsonUnsafe({ roles: rolesOf(user) })),
    Effect.catch(() =>
      HttpServerRespondable.toResponse(
        new InvalidRequest({ detail: "Send who was signed in: { claims: [{ typ, val }] }.", errors: [] })
      )
    )
  )
)
