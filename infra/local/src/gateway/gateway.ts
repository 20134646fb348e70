import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { Duplex } from "node:stream"
import { setTimeout } from "node:timers/promises"
import { refuseUpgrade } from "@tradetower/platform/embedded"
import { cutOff } from "../functions-host/cut-off.ts"
import { drainUnread } from "../functions-host/drain-unread.ts"
import { takes } from "../functions-host/shrink.ts"
import { answerReach } from "./answer-reach.ts"
import { answerSessions } from "./answer-sessions.ts"
import { answerAuth } from "./auth.ts"
import type { SiteConfig } from "./config.ts"
import { boundConnections } from "./connections.ts"
import type { Entrance } from "./entrance.ts"
import { refusal, stripForged } from "./guard.ts"
import { type Dress, dressOf } from "./login-page.ts"
import { notYet, startingHealth, type WaitsFor } from "./not-yet.ts"
import { principalHeader } from "./principal.ts"
import { addressOf, LOCAL, originOf, type Reach } from "./reach.ts"
import { requestTarget } from "./request-target.ts"
import { decide, fallbackFor, overriddenError, type Refusal } from "./rules.ts"
import { problem } from "./problem.ts"
import type { Sessions } from "./sessions.ts"
import { type SiteFile, siteFiles } from "./site-files.ts"

/** What stands behind the gateway, once it is there; until then callers wait a little. */
export interface Behind {
  readonly sessions: Sessions
  readonly entrance: Entrance
  /** A body may have `bodyLimit` bytes. */
  readonly api: (incoming: IncomingMessage, response: ServerResponse, bodyLimit: number) => Promise<void>
  readonly upgrade: (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void
  readonly operator: (incoming: IncomingMessage, response: ServerResponse, path: string) => Promise<boolean>
}

export interface GatewayOptions {
  readonly config: SiteConfig
  /** The built site. */
  readonly site: string
  readonly behind: Promise<Behind>
  /** What that waits for now. */
  readonly waitsFor?: () => WaitsFor
  /** From where it may be asked. Default: this computer alone. */
  readonly reach?: Reach
  /** The most bytes a body may have. */
  readonly bodyLimit: number
  /** Where a body may be larger, by the beginnings of its paths. */
  readonly largeBodies?: { readonly paths: ReadonlyArray<string>; readonly limit: number }
  /** The most connections at once. Default: as many as leave descriptors for everything else. */
  readonly mostConnections?: number
  readonly log: (message: string) => void
}

const send = (incoming: IncomingMessage, response: ServerResponse, file: SiteFile, status: number): void => {
  if (!response.hasHeader("content-type")) response.setHeader("content-type", file.type)
  if (!response.hasHeader("cache-control")) response.setHeader("cache-control", "no-cache")
  response.setHeader("etag", file.etag)
  response.setHeader("vary", "accept-encoding")
  if (status === 200 && incoming.headers["if-none-match"] === file.etag) {
    response.statusCode = 304
    return void response.end()
  }
  response.statusCode = status
  const accepted = incoming.headers["accept-encoding"]
  const [encoding, bytes] = file.smaller.entries().find(([name]) => takes(accepted, name)) ?? [undefined, file.bytes]
  if (encoding !== undefined) response.setHeader("content-encoding", encoding)
  response.setHeader("content-length", bytes.length)
  response.end(incoming.method === "HEAD" ? undefined : bytes)
}

const inFull = (cause: unknown): string => (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause))

const HEALTH = "/api/v1/health"
const PATIENCE = 2_000

const titles: Readonly<Record<number, string>> = {
  401: "Sign in first",
  403: "Not for you",
  404: "Not found"
}

/** Makes the HTTP server that stands where Static Web Apps stands in Azure. It does not listen yet. */
export const gateway = (options: GatewayOptions): Server => {
  const { behind, config, largeBodies, log, reach = LOCAL, waitsFor = () => undefined } = options
  const files = siteFiles(options.site, config.mimeTypes)

  const error = async (incoming: IncomingMessage, response: ServerResponse, verdict: Refusal): Promise<void> => {
    if (verdict.kind === "REDIRECT") {
      response.statusCode = verdict.status
      response.setHeader("location", verdict.location)
      return void response.end()
    }
    if (verdict.status === 405) {
      response.statusCode = 405
      response.setHeader("allow", "GET, HEAD, OPTIONS")
      return void response.end()
    }
    const page = verdict.rewrite === undefined ? "MISSING" : await files.find(verdict.rewrite)
    if (typeof page !== "string") return send(incoming, response, page, verdict.status)
    problem(response, verdict.status, titles[verdict.status] ?? "Error", `${incoming.method} ${incoming.url}`)
  }

  /** The sign-in page wears what the site's first page wears. */
  const dress = async (): Promise<Dress> => {
    const page = await files.find("/index.html")
    return dressOf(typeof page === "string" ? "" : page.bytes.toString("utf8"))
  }

  let there: Behind | undefined
  void behind.then(
    (found) => (there = found),
    () => undefined
  )
  /** What is behind, waited for a little unless that waits for something itself; none when it is not there by then. */
  const soon = async (): Promise<Behind | undefined> => {
    if (waitsFor() !== undefined) return undefined
    const late = new AbortController()
    await Promise.race([behind, setTimeout(PATIENCE, undefined, { signal: late.signal, ref: false })]).finally(() =>
      late.abort()
    )
    return there
  }

  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const target = requestTarget(incoming.url)
    const method = incoming.method ?? "GET"
    for (const name in config.globalHeaders) response.setHeader(name, config.globalHeaders[name] ?? "")
    const refused = refusal(reach, method, target?.path, incoming.headers)
    if (refused !== undefined) return problem(response, 403, "Not from there", refused)
    if (target === undefined) {
      // A page is for who looks at pages: a program that asks the API reads a problem.
      if (incoming.url?.startsWith("/api/") === true)
        return problem(
          response,
          400,
          "The request can't be read",
          "The address can't be read: an escape in it is no text."
        )
      return error(incoming, response, overriddenError(config, 404, "/"))
    }
    const address = addressOf(reach, incoming)
    const origin = originOf(reach, incoming.headers)
    stripForged(incoming.headers)
    const { path, search, url } = target
    incoming.url = url
    const isLarge = largeBodies?.paths.some((beginning) => path.startsWith(beginning)) === true
    const bodyLimit = isLarge ? largeBodies.limit : options.bodyLimit
    if (Number(incoming.headers["content-length"] ?? 0) > bodyLimit) {
      response.setHeader("connection", "close")
      return problem(response, 413, "Body too large", `A body may have ${bodyLimit} bytes at the most.`)
    }
    // Everything else waits a little for all to be up; whoever watches wants to know now.
    if (path === HEALTH && there === undefined) return startingHealth(response, waitsFor())
    const forAll = decide(config, { method, path, url, roles: [] })
    const own = path.startsWith("/.auth/") || path.startsWith("/.local/")
    // What anybody may see waits for nobody.
    const found = there ?? (own || forAll.kind !== "FILE" ? await soon() : undefined)
    if (found === undefined && (own || forAll.kind !== "FILE"))
      return notYet(incoming, response, waitsFor(), await dress())
    if (found !== undefined && path.startsWith("/.auth/")) {
      const { entrance, sessions } = found
      const secure = origin.startsWith("https:")
      if (await answerAuth({ sessions, entrance, address, secure, dress }, incoming, response)) return
      return error(incoming, response, overriddenError(config, 404, url))
    }
    if (found !== undefined && path.startsWith("/.local/")) {
      const { operator, sessions } = found
      const asker = sessions.read(incoming.headers.cookie)
      if (asker !== undefined) connections.signedIn(incoming.socket)
      if (await answerSessions(sessions, asker, incoming, response, path)) return
      if (asker === undefined) return error(incoming, response, overriddenError(config, 401, url))
      if (answerReach(reach, response, path) || (await operator(incoming, response, path))) return
      return error(incoming, response, overriddenError(config, 404, url))
    }
    const cookie = incoming.headers.cookie
    const session = cookie === undefined ? undefined : found?.sessions.read(cookie)
    if (session !== undefined) connections.signedIn(incoming.socket)
    const verdict =
      session === undefined ? forAll : decide(config, { method, path, url, roles: session.principal.userRoles })
    if (verdict.kind === "ERROR" || verdict.kind === "REDIRECT") return error(incoming, response, verdict)
    if (verdict.kind === "API") {
      if (session !== undefined) {
        incoming.headers["x-ms-client-principal"] = principalHeader(session.principal)
        incoming.headers["x-tradetower-session"] = session.id
      }
      delete incoming.headers.cookie
      incoming.headers["x-tradetower-origin"] = origin
      incoming.headers["x-ms-original-url"] = origin + url
      if (verdict.path !== path) incoming.url = verdict.path + search
      return found?.api(incoming, response, bodyLimit)
    }
    if (method === "OPTIONS") {
      response.statusCode = 204
      response.setHeader("allow", "GET, HEAD, OPTIONS")
      return void response.end()
    }
    let file = await files.find(verdict.path)
    if (file === "ADD_SLASH") {
      return error(incoming, response, { kind: "REDIRECT", status: 301, location: `${path}/${search}` })
    }
    if (file === "MISSING") {
      const fallback = fallbackFor(config, path)
      if (fallback !== undefined) file = await files.find(fallback)
    }
    if (typeof file === "string") return error(incoming, response, overriddenError(config, 404, url))
    for (const name in verdict.headers) response.setHeader(name, verdict.headers[name] ?? "")
    send(incoming, response, file, verdict.status ?? 200)
  }

  const server = createServer((incoming, response) => {
    drainUnread(incoming, response)
    answer(incoming, response).catch((cause: unknown) => {
      if (cutOff(incoming)) return void response.destroy()
      log(inFull(cause))
      if (response.headersSent) response.destroy()
      else problem(response, 500, "Unexpected failure", "Something failed that should not; the log has more.")
    })
  })
  const connections = boundConnections(server, options.mostConnections)
  server.on("upgrade", (incoming, socket, head) => {
    socket.on("error", () => socket.destroy())
    const target = requestTarget(incoming.url)
    const refused = refusal(reach, incoming.method ?? "GET", target?.path, incoming.headers)
    if (refused !== undefined) return refuseUpgrade(socket, 403)
    if (target === undefined) return refuseUpgrade(socket, 404)
    incoming.url = target.url
    behind
      .then(({ sessions, upgrade }) => {
        if (sessions.read(incoming.headers.cookie) !== undefined) connections.signedIn(socket)
        upgrade(incoming, socket, head)
      })
      .catch((cause: unknown) => {
        log(inFull(cause))
        socket.destroy()
      })
  })
  server.keepAliveTimeout = 65_000
  return server
}
