import { hash, randomBytes, timingSafeEqual } from "node:crypto"
import { Effect } from "effect"
import type { TenantId } from "@tradetower/domain/ids"

/** A webhook's token is `base64url(tenant).base64url(32 random bytes)`; only its SHA-256 is kept. */
export const makeToken = (tenantId: TenantId) =>
  Effect.sync(() => {
    const token = `${Buffer.from(tenantId).toString("base64url")}.${randomBytes(32).toString("base64url")}`
    return { token, hash: hashOf(token).toString("hex") }
  })

const hashOf = (token: string): Buffer => hash("sha256", token, "buffer")

/** Whose token this claims to be; none when it isn't shaped like one. */
export const claimedTenant = (token: string): TenantId | undefined => {
  if (token.length > 1000 || !/^[\w-]+\.[\w-]{43}$/.test(token)) return undefined
  const tenant = Buffer.from(token.slice(0, token.indexOf(".")), "base64url").toString("utf8")
  // A tenant's id is any text that is not empty.
  return tenant === "" ? undefined : (tenant as TenantId)
}

/** Compared with when there is nothing to compare with, so that both take the same time. */
const NOTHING = "0".repeat(64)

/** Whether a token is the one whose hash is kept; takes the same time whatever the answer. */
export const matches = (token: string, kept: string | undefined): boolean => {
  const same = timingSafeEqual(hashOf(token), Buffer.from(kept ?? NOTHING, "hex"))
  return same && kept !== undefined
}
