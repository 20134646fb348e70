import type { IncomingHttpHeaders } from "node:http"

const LOCAL_NAMES = new Set(["127.0.0.1", "localhost", "[::1]"])
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"])
/** TradingView calls from outside, through whatever tunnel its owner set up, and shows a token instead. */
const fromOutside = (path: string): boolean => path.startsWith("/api/v1/webhooks/")

const localHost = (host: string | undefined): boolean =>
  host !== undefined && LOCAL_NAMES.has(host.replace(/:\d+$/, "").toLowerCase())

/** `localhost` and `127.0.0.1` are the same server when the port is. */
const sameMachine = (origin: string, host: string | undefined): boolean => {
  const address = /^http:\/\/([^/]+)$/.exec(origin)?.[1]
  return localHost(address) && portOf(address) === portOf(host)
}
const portOf = (address: string | undefined): string => /:(\d+)$/.exec(address ?? "")?.[1] ?? "80"

/**
 * Why a request must not be answered, if so. A foreign `Host` means that a web page made its own name point at this
 * machine; a foreign `Origin` on a change means that a web page asks for it behind its reader's back.
 */
export const refusal = (method: string, path: string, headers: IncomingHttpHeaders): string | undefined => {
  if (fromOutside(path)) return undefined
  const host = headers.host
  if (!localHost(host)) return `This address is only served as 127.0.0.1 or localhost, not as ${host ?? "nothing"}.`
  if (SAFE_METHODS.has(method) && headers.upgrade === undefined) return undefined
  const origin = headers.origin
  if (origin !== undefined && !sameMachine(origin, host)) return `A page of ${origin} may not change anything here.`
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
