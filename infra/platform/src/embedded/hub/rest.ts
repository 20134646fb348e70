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

/** Whom a message is for, who says whether it may come. */
interface Receiver {
  readonly accessKey: string
  readonly now: () => number
  publish(group: string, dataType: "json" | "text", data: string): void
}

/** `POST /api/hubs/{hub}/groups/{group}/:send`, as the Azure SDK sends it. False when the path is another. */
export const receiveGroupMessage = (
  hub: Receiver,
  name: string,
  request: IncomingMessage,
  response: ServerResponse
): boolean => {
  const address = requestUrl(request)?.pathname ?? ""
  const group = decoded(new RegExp(`^/api/hubs/${name}/groups/([^/]+)/:send$`).exec(address)?.[1])
  const path = decoded(address)
  if (group === undefined || path === undefined) return false
  if (request.method !== "POST") {
    say(response, 405, "POST only")
    return true
  }
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? ""
  if (Option.isNone(readToken(hub.accessKey, token, path, hub.now()))) {
    say(response, 401, "the token is missing, not for this address, or has run out")
    return true
  }
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
