import { createHmac, timingSafeEqual } from "node:crypto"
import { Option, Schema } from "effect"
import { Principal } from "./principal.ts"

/** The cookie's name, as on Static Web Apps. */
export const SESSION_COOKIE = "StaticWebAppsAuthCookie"
const LIFETIME_SECONDS = 30 * 86_400

const Session = Schema.Struct({ principal: Principal, expiresAt: Schema.Int })
const decode = Schema.decodeUnknownOption(Schema.fromJsonString(Session))

const sign = (key: Uint8Array, text: string): Buffer => createHmac("sha256", key).update(text).digest()

/** Sign-ins kept in a cookie the browser's scripts can't read and nobody without the key can make. */
export interface Sessions {
  /** The `set-cookie` that signs someone in. */
  readonly signIn: (principal: Principal) => string
  readonly signOut: string
  /** Who the `cookie` header says is there, if it is genuine and not over. */
  readonly read: (cookies: string | undefined) => Principal | undefined
}

/** Signs sessions with a key of 32 bytes; `now` is wall time in ms. */
export const sessions = (key: Uint8Array, now: () => number = Date.now): Sessions => {
  const known = new Map<string, typeof Session.Type>()

  const open = (value: string): typeof Session.Type | undefined => {
    const cached = known.get(value)
    if (cached !== undefined) return cached
    const point = value.indexOf(".")
    const body = value.slice(0, point)
    const signature = Buffer.from(value.slice(point + 1), "base64url")
    const expected = sign(key, body)
    if (point < 1 || signature.length !== expected.length || !timingSafeEqual(signature, expected)) return undefined
    const session = Option.getOrUndefined(decode(Buffer.from(body, "base64url").toString("utf8")))
    if (session === undefined) return undefined
    if (known.size > 1_000) known.clear()
    known.set(value, session)
    return session
  }

  return {
    signIn: (principal) => {
      const session = { principal, expiresAt: now() + LIFETIME_SECONDS * 1_000 }
      const body = Buffer.from(JSON.stringify(session), "utf8").toString("base64url")
      const value = `${body}.${sign(key, body).toString("base64url")}`
      return `${SESSION_COOKIE}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${LIFETIME_SECONDS}`
    },
    signOut: `${SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`,
    read: (cookies) => {
      const found = cookies?.split(/; */).find((one) => one.startsWith(`${SESSION_COOKIE}=`))
      if (found === undefined) return undefined
      const session = open(found.slice(SESSION_COOKIE.length + 1))
      return session !== undefined && session.expiresAt > now() ? session.principal : undefined
    }
  }
}
