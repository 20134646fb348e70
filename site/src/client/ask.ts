import type { Answer, Payload, Query, Route } from "./contract.ts"
import { request } from "./request.ts"

type ParamsIn<R extends string> = R extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamsIn<Rest>
  : R extends `${string}:${infer Name}`
    ? Name
    : never

/** What a call needs: exactly what its route says. */
export type Parts<R extends Route> = ([ParamsIn<R>] extends [never]
  ? unknown
  : { readonly params: Record<ParamsIn<R>, string> }) &
  ([Payload<R>] extends [never] ? unknown : { readonly payload: Payload<R> }) &
  ([Query<R>] extends [never] ? unknown : { readonly query?: Query<R> }) & { readonly signal?: AbortSignal }

interface AnyParts {
  readonly params?: Record<string, string>
  readonly payload?: unknown
  readonly file?: Blob
  readonly query?: Record<string, string | undefined>
  readonly signal?: AbortSignal
}

/** The address of a route: `/api/v1/bots/abc?limit=5`. */
export const addressOf = (path: string, parts: AnyParts): string => {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(parts.params?.[name] ?? ""))
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parts.query ?? {})) if (value !== undefined) query.set(name, value)
  return `/api/v1${filled}${query.size > 0 ? `?${query}` : ""}`
}

/**
 * Asks the API. Routes, bodies and answers are the contract's, checked by the compiler; nothing is decoded, because
 * both ends come from the same build.
 *
 * @example const bot = await ask("GET /bots/:botId", { params: { botId } })
 */
export const ask = async <R extends Route>(route: R, parts: Parts<R>): Promise<Answer<R>> => {
  const response = await send(route, parts as AnyParts)
  // The contract's type is the answer's: see the docstring.
  return (response.status === 204 ? undefined : await response.json()) as Answer<R>
}

/** As {@link ask}, for what answers with bytes. */
export const askBytes = async <R extends Route>(route: R, parts: Parts<R>): Promise<ArrayBuffer> =>
  (await send(route, parts as AnyParts)).arrayBuffer()

/** As {@link ask}, with a file's bytes as the body. */
export const sendFile = async <R extends Route>(
  route: R,
  parts: Pick<AnyParts, "params" | "query" | "signal"> & { readonly file: Blob }
): Promise<Answer<R>> => (await send(route, parts)).json() as Promise<Answer<R>>

const UNREAD = "No connection to the server. It is tried again by itself."
/** Of a change: what went out may have arrived although no answer came. */
const UNSENT =
  "No connection to the server: this is not done, or its answer was lost. It is not tried again by itself; look, then press again."

const send = (route: Route, parts: AnyParts): Promise<Response> => {
  const { file, payload, signal, ...rest } = parts
  const [method = "GET", path = "/"] = route.split(" ")
  const init: RequestInit = {
    method,
    headers: {
      accept: "application/json",
      ...(payload !== undefined && { "content-type": "application/json" }),
      ...(file !== undefined && { "content-type": "application/octet-stream" })
    },
    ...(payload !== undefined && { body: JSON.stringify(payload) }),
    ...(file !== undefined && { body: file }),
    ...(signal !== undefined && { signal })
  }
  return request(addressOf(path, rest), init, method === "GET" ? UNREAD : UNSENT)
}
