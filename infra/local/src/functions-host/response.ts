import type { ServerResponse } from "node:http"
import type { Cookie, HttpResponseInit } from "@azure/functions"

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

const drained = (to: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      to.off("drain", done).off("close", done)
      resolve()
    }
    to.once("drain", done).once("close", done)
  })

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
    return void to.end(JSON.stringify(answer.jsonBody))
  }
  const body = answer.body
  if (body === undefined || body === null) return void to.end()
  if (typeof body === "string") return void to.end(body)
  if (body instanceof Uint8Array) return void to.end(body)
  const chunks = isAsyncIterable(body) ? body : new Response(body as BodyInit).body
  if (chunks === null) return void to.end()
  for await (const chunk of chunks) {
    if (to.destroyed) return
    if (!to.write(chunk)) await drained(to)
  }
  to.end()
}
