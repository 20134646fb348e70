import type { ServerResponse } from "node:http"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import type { Gzip } from "node:zlib"
import type { Cookie, HttpResponseInit } from "@azure/functions"
import { shrink } from "./shrink.ts"

const cookieText = (cookie: Cookie): string => {
  const parts = [`${encodeURIComponent(cookie.name)}=${encodeURIComponent(cookie.value)}`]
  if (cookie.path !== undefined) parts.push(`Path=${cookie.path}`)
  if (cookie.domain !== undefined) parts.push(`Domain=${cookie.domain}`)
  if (cookie.maxAge !== undefined) parts.push(`Max-Age=${cookie.maxAge}`)
  if (cookie.expires !== undefined) parts.push(`Expires=${new Date(cookie.expires).toUTCString()}`)
  if (cookie.sameSite !== undefined) parts.push(`SameSite=${cookie.sameSite}`)
  if (cookie.secure === true) parts.push("Secure")
  if (cookie.httpOnly === true) parts.push("HttpOnly")
  return parts.join("; ")
}

const setHeaders = (to: ServerResponse, headers: HttpResponseInit["headers"]): void => {
  if (headers === undefined) return
  if (headers instanceof Headers) headers.forEach((value, name) => to.setHeader(name, value))
  else if (Array.isArray(headers)) for (const [name, value] of headers) to.setHeader(name, value)
  else for (const name in headers) to.setHeader(name, headers[name] ?? "")
}

const isAsyncIterable = (body: unknown): body is AsyncIterable<Uint8Array> =>
  typeof body === "object" && body !== null && Symbol.asyncIterator in body

const goneAway = (cause: unknown): boolean =>
  cause instanceof Error && "code" in cause && cause.code === "ERR_STREAM_PREMATURE_CLOSE"

/** Sends a body's parts as they come, as fast as they are taken. Who went away meanwhile is no failure. */
const sendParts = async (to: ServerResponse, parts: Readable, zip: Gzip | undefined): Promise<void> => {
  // Who left before there was anything to send left what makes it waiting.
  if (to.destroyed) return void parts.destroy()
  try {
    await (zip === undefined ? pipeline(parts, to) : pipeline(parts, zip, to))
  } catch (cause) {
    if (!goneAway(cause)) throw cause
  }
}

/** Sends a body that is there as a whole. */
const sendWhole = async (to: ServerResponse, body: string | Uint8Array): Promise<void> => {
  const zip = shrink(to, Buffer.byteLength(body))
  if (zip === undefined) to.end(body)
  else await sendParts(to, Readable.from([body]), zip)
}

/** Writes what a function answered, streaming a body that is a stream, and ends the response. */
export const writeResponse = async (to: ServerResponse, answer: HttpResponseInit): Promise<void> => {
  const status = answer.status ?? 200
  to.statusCode = status
  setHeaders(to, answer.headers)
  if (answer.cookies !== undefined && answer.cookies.length > 0) {
    to.setHeader("set-cookie", answer.cookies.map(cookieText))
  }
  if (status === 204 || status === 205 || status === 304) return void to.end()
  if (answer.jsonBody !== undefined) {
    if (!to.hasHeader("content-type")) to.setHeader("content-type", "application/json")
    return sendWhole(to, JSON.stringify(answer.jsonBody))
  }
  const body = answer.body
  if (body === undefined || body === null) return void to.end()
  if (typeof body === "string" || body instanceof Uint8Array) return sendWhole(to, body)
  const parts = isAsyncIterable(body) ? body : new Response(body as BodyInit).body
  if (parts === null) return void to.end()
  await sendParts(to, Readable.from(parts), shrink(to))
}
