import type { HttpHandler, HttpRequest, HttpResponseInit } from "@azure/functions"
import { Effect } from "effect"
import { HttpServerRespondable, HttpServerResponse } from "effect/http"
import { InvalidRequest } from "../../../contract/index.ts"
import { GatheredRequest } from "./gathered-request.ts"

/** Bodies are streamed from Functions' request into the standard one; only methods that may have one get one. */
const toRequest = (request: HttpRequest): Request => {
  const bare = request.method === "GET" || request.method === "HEAD" || request.body === null
  const init: RequestInit & { duplex?: "half" } = {
    method: request.method,
    headers: request.headers,
    // The library's stream type is node:stream/web's, fetch's is the DOM's: the same class at run time.
    ...(!bare && { body: request.body as unknown as BodyInit, duplex: "half" })
  }
  return new GatheredRequest(request.url, init)
}

/** Whether the escapes in an address stand for text: what is none has no route, not even that of whatever is elsewhere. */
const isReadable = (url: string): boolean => {
  try {
    decodeURIComponent(new URL(url).pathname)
    return true
  } catch {
    return false
  }
}

const unreadable = HttpServerRespondable.toResponse(
  new InvalidRequest({ detail: "The address can't be read: an escape in it is no text.", errors: [] })
).pipe(Effect.map((response) => HttpServerResponse.toWeb(response)))

/** The one function in front of the whole HTTP API. */
export const httpFunction =
  (handler: (request: Request) => Promise<Response>): HttpHandler =>
  async (request) => {
    const response = isReadable(request.url) ? await handler(toRequest(request)) : await Effect.runPromise(unreadable)
    // A trader's own data: no cache on the way may keep it.
    if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store")
    const init: HttpResponseInit = {
      status: response.status,
      headers: response.headers,
      // As above: one class, two names.
      ...(response.body !== null && { body: response.body as unknown as NonNullable<HttpResponseInit["body"]> })
    }
    return init
  }
