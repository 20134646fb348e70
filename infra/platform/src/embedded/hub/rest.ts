import type { IncomingMessage, ServerResponse } from "node:http"
import { Option } from "effect"
import { decoded, requestUrl } from "./request-url.ts"
import { readToken } from "./token.ts"

const MAX_BODY_BYTES = 1024 * 1024

const say = (response: ServerResponse, status: number, message?: string): void => {
  const body = message === undefined ? "" : JSON.stringify({ error: { code: String(status), message } })
  response.writeHead(status, message === undefined ? {} : { "content-type": "application/json" }).end(body)
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Says whether a request may come. */
interface Guard {
  readonly accessKey: string
  readonly now: () => number
}

/** Whom a message is for. */
interface Receiver extends Guard {
  publish(group: string, dataType: "json" | "text", data: string): void
}

/** The group that an address names, `/api/hubs/{hub}/groups/{group}/{what}`, when it is one and its request may come. */
const groupIn = (
  guard: Guard,
  name: string,
  what: string,
  method: string,
  request: IncomingMessage,
  response: ServerResponse
): { readonly here: boolean; readonly group?: string } => {
  const address = requestUrl(request)?.pathname ?? ""
  const group = decoded(new RegExp(`^/api/hubs/${name}/groups/([^/]+)/${what}$`).exec(address)?.[1])
  const path = decoded(address)
  if (group === undefined || path === undefined) return { here: false }
  if (request.method !== method) {
    say(response, 405, `${method} only`)
    return { here: true }
  }
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? ""
  if (Option.isNone(readToken(guard.accessKey, token, path, guard.now()))) {
    say(response, 401, "the token is missing, not for this address, or has run out")
    return { here: true }
  }
  return { here: true, group }
}

/** Tells who is in a group. */
interface Register extends Guard {
  members(group: string): ReadonlyArray<{ readonly id: string; readonly userId: string | undefined }>
}

/** `GET /api/hubs/{hub}/groups/{group}/connections`, as the Azure SDK asks. False when the path is another. */
export const listGroup = (hub: Register, name: string, request: IncomingMessage, response: ServerResponse): boolean => {
  const { group, here } = groupIn(hub, name, "connections", "GET", request, response)
  if (group === undefined) return here
  const value = hub.members(group).map(({ id, userId }) => ({ connectionId: id, userId }))
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ value }))
  return true
}

/** `POST /api/hubs/{hub}/groups/{group}/:send`, as the Azure SDK sends it. False when the path is another. */
export const receiveGroupMessage = (
  hub: Receiver,
  name: string,
  request: IncomingMessage,
  response: ServerResponse
): boolean => {
  const { group, here } = groupIn(hub, name, ":send", "POST", request, response)
  if (group === undefined) return here
  const json = /json/.test(request.headers["content-type"] ?? "")
  const parts: Array<Buffer> = []
  let size = 0
  request.once("error", () => response.destroy())
  request.on("data", (part: Buffer) => {
    size += part.length
    if (size <= MAX_BODY_BYTES) parts.push(part)
  })
  request.on("end", () => {
    const text = Buffer.concat(parts).toString("utf8")
    if (size > MAX_BODY_BYTES) return say(response, 413, "at most 1 MB")
    if (json && !isJson(text)) return say(response, 400, "the body is not JSON")
    hub.publish(group, json ? "json" : "text", text)
    say(response, 202)
  })
  return true
}
