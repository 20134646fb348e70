import type { IncomingHttpHeaders } from "node:http"
import { isBeyond, isLocalName, isPassedOn, isServedAs, originOf, type Reach } from "./reach.ts"

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"])
/** TradingView calls from outside, through whatever tunnel its owner set up, and shows a token instead. */
const fromOutside = (path: string | undefined): boolean => path?.startsWith("/api/v1/webhooks/") === true

/** `localhost` and `127.0.0.1` are the same server when the port is. */
const sameMachine = (origin: string, host: string | undefined): boolean => {
  const address = /^http:\/\/([^/]+)$/.exec(origin)?.[1]
  return isLocalName(address) && isLocalName(host) && portOf(address) === portOf(host)
}
const portOf = (address: string | undefined): string => /:(\d+)$/.exec(address ?? "")?.[1] ?? "80"

const notServed = ({ publicUrl }: Reach, host: string | undefined): string =>
  `This address is only served as 127.0.0.1 or localhost${publicUrl === undefined ? "" : `, or ${publicUrl.host}`}, not as ${host ?? "nothing"}.`

/**
 * Why a request must not be answered, if so; `path` is a `RequestTarget`'s, where the request has one. A foreign `Host`
 * means that a web page made its own name point at this machine; a foreign `Origin` on a change means that a web page asks for it behind its reader's back.
 */
export const refusal = (
  reach: Reach,
  method: string,
  path: string | undefined,
  headers: IncomingHttpHeaders
): string | undefined => {
  if (fromOutside(path)) return undefined
  const host = headers.host
  if (!isServedAs(reach, host)) return notServed(reach, host)
  // Here one click signs in: a tunnel nobody told us of must not make that everybody's.
  if (!isBeyond(reach) && isPassedOn(headers)) return "This came through a proxy or tunnel: start with --public-url."
  if (SAFE_METHODS.has(method) && headers.upgrade === undefined) return undefined
  const origin = headers.origin
  if (origin !== undefined && origin !== originOf(reach, headers) && !sameMachine(origin, host))
    return `A page of ${origin} may not change anything here.`
  const site = headers["sec-fetch-site"]
  if (site !== undefined && site !== "same-origin" && site !== "none")
    return "Another site may not change anything here."
  return undefined
}

/** Takes away what only the gateway may say of a caller. */
export const stripForged = (headers: IncomingHttpHeaders): void => {
  for (const name in headers)
    if (name.startsWith("x-ms-") || name.startsWith("x-tradetower-") || name === "x-forwarded-for") delete headers[name]
}
