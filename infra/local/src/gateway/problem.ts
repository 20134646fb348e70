import type { ServerResponse } from "node:http"

/** Answers with problem details (RFC 9457). */
export const problem = (response: ServerResponse, status: number, title: string, detail: string): void => {
  response.statusCode = status
  response.setHeader("content-type", "application/problem+json")
  response.setHeader("cache-control", "no-store")
  response.end(JSON.stringify({ type: "about:blank", title, status, detail }))
}
