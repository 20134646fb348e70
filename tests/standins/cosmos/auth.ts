import { createHmac, timingSafeEqual } from "node:crypto"
import type { IncomingHttpHeaders } from "node:http"

const isEqual = (a: string, b: string): boolean =>
  Buffer.byteLength(a) === Buffer.byteLength(b) && timingSafeEqual(Buffer.from(a), Buffer.from(b))

const HOUR_QUARTER = 15 * 60_000

/** Whether a request is signed with the key, or bears a token that is good. */
export const isSigned = (
  { authorization, "x-ms-date": date }: IncomingHttpHeaders,
  request: { readonly method: string; readonly type: string; readonly link: string },
  accepted: { readonly key: string; readonly token: string | undefined },
  now: number
): boolean => {
  const claims = new Map(
    decodeURIComponent(authorization ?? "")
      .split("&")
      .map((part) => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)])
  )
  const signature = claims.get("sig") ?? ""
  if (claims.get("type") === "aad") return accepted.token !== undefined && isEqual(signature, accepted.token)
  if (claims.get("type") !== "master" || typeof date !== "string") return false
  if (!(Math.abs(Date.parse(date) - now) < HOUR_QUARTER)) return false
  const text = `${request.method.toLowerCase()}\n${request.type}\n${request.link}\n${date.toLowerCase()}\n\n`
  return isEqual(signature, createHmac("sha256", Buffer.from(accepted.key, "base64")).update(text).digest("base64"))
}
