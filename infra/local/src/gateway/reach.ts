import type { IncomingHttpHeaders, IncomingMessage } from "node:http"
import { networkInterfaces } from "node:os"

/** From where this server can be asked. */
export interface Reach {
  /** The address it listens on. */
  readonly listen: string
  /** Where a proxy or tunnel of its owner serves it. */
  readonly publicUrl: URL | undefined
}

/** This computer alone. */
export const LOCAL: Reach = { listen: "127.0.0.1", publicUrl: undefined }

const LOCAL_NAMES = new Set(["127.0.0.1", "localhost", "[::1]"])
/** Every address of this computer. */
export const ANY: ReadonlySet<string> = new Set(["0.0.0.0", "::"])
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1)$/

export const isLoopback = (address: string): boolean => LOOPBACK.test(address.replace(/^::ffff:/, ""))

/** Whether others than this computer can ask, so that who asks has to prove who it is. */
export const isBeyond = ({ listen, publicUrl }: Reach): boolean => publicUrl !== undefined || !isLoopback(listen)

/** An address as it stands in a URL. */
export const inUrl = (address: string): string => (address.includes(":") ? `[${address}]` : address)

const nameOf = (host: string): string => host.replace(/:\d+$/, "").toLowerCase()
export const isLocalName = (host: string | undefined): boolean => host !== undefined && LOCAL_NAMES.has(nameOf(host))

const ownAddresses = (): ReadonlyArray<string> =>
  Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => inUrl(address)))

/**
 * Whether this server goes by this `Host`. Numbers are safe where it listens; a name could be anyone's who makes it
 * point here, so that only the public URL's counts.
 */
export const isServedAs = ({ listen, publicUrl }: Reach, host: string | undefined): boolean => {
  if (host === undefined) return false
  if (isLocalName(host) || host.toLowerCase() === publicUrl?.host) return true
  if (isLoopback(listen)) return false
  return ANY.has(listen) ? ownAddresses().includes(nameOf(host)) : nameOf(host) === inUrl(listen)
}

/** Where the asker's page is, as `https://tower.example`: the one thing that a proxy's headers are not asked for. */
export const originOf = ({ publicUrl }: Reach, { host, origin }: IncomingHttpHeaders): string =>
  publicUrl !== undefined && (host?.toLowerCase() === publicUrl.host || origin === publicUrl.origin)
    ? publicUrl.origin
    : `http://${host}`

/** Told by proxies and tunnels that pass a request on. */
const PASSED_ON = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"] as const
export const isPassedOn = (headers: IncomingHttpHeaders): boolean =>
  PASSED_ON.some((name) => headers[name] !== undefined)

/**
 * Who is at the other end: the neighbour, or, when that is the owner's proxy on this computer, whom it names last; what
 * stands before it anyone can have written. For counting only: nothing is allowed for an address.
 */
export const addressOf = ({ publicUrl }: Reach, { headers, socket }: IncomingMessage): string => {
  const neighbour = socket.remoteAddress ?? ""
  const passed = headers["x-forwarded-for"]
  if (publicUrl === undefined || passed === undefined || !isLoopback(neighbour)) return neighbour
  return (Array.isArray(passed) ? passed.join() : passed).split(",").at(-1)?.trim().slice(0, 64) || neighbour
}
