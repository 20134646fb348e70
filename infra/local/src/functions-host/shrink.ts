import type { ServerResponse } from "node:http"
import { createGzip, type Gzip } from "node:zlib"

/** Below this a packet is saved by nothing. */
const FEWEST_BYTES = 1_024
/** Text, and candles in columns: what gzip makes smaller. */
const SHRINKS = /^(?:text\/|application\/(?:[\w.+-]*json|yaml|octet-stream)\b)/

/** Whether an `accept-encoding` takes an encoding, said by its name. */
export const takes = (accepted: string | undefined, encoding: string): boolean =>
  (accepted ?? "").split(",").some((one) => {
    const [name = "", ...parameters] = one.split(";").map((part) => part.trim().toLowerCase())
    return name === encoding && !parameters.some((part) => /^q=0(?:\.0*)?$/.test(part))
  })

/**
 * What an answer goes through to be sent zipped, where who asks takes that and it is worth it; its headers then say so.
 * `undefined`: it is sent as it is. `length` is the body's, bytes, where it is known.
 */
export const shrink = (to: ServerResponse, length?: number): Gzip | undefined => {
  const bytes = length ?? Number(to.getHeader("content-length") ?? Infinity)
  const type = String(to.getHeader("content-type") ?? "")
  if (bytes < FEWEST_BYTES || !SHRINKS.test(type) || to.hasHeader("content-encoding")) return undefined
  to.appendHeader("vary", "accept-encoding")
  if (to.req.method === "HEAD" || !takes(to.req.headers["accept-encoding"], "gzip")) return undefined
  to.setHeader("content-encoding", "gzip")
  to.removeHeader("content-length")
  return createGzip()
}
