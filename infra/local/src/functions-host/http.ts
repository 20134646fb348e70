import type { IncomingMessage, ServerResponse } from "node:http"
import type { HttpResponseInit } from "@azure/functions"
import { cutOff } from "./cut-off.ts"
import type { HttpInvocation, Invoke } from "./invocation.ts"
import { BodyTooLarge, HostRequest } from "./request.ts"
import { writeResponse } from "./response.ts"
import { bySpecificity, parametersIn, type Route } from "./route.ts"

export interface HttpCall {
  readonly incoming: IncomingMessage
  readonly response: ServerResponse
  /** `http://127.0.0.1:4280`, what the browser sees. */
  readonly origin: string
  /** The most bytes a body may have. */
  readonly bodyLimit: number
}

const isResponse = (value: unknown): value is HttpResponseInit => typeof value === "object" && value !== null

const refuse = (response: ServerResponse, status: number, title: string, detail: string): void => {
  if (response.headersSent) return void response.destroy()
  response.statusCode = status
  response.setHeader("content-type", "application/problem+json")
  response.end(JSON.stringify({ type: "about:blank", title, status, detail }))
}

/** Answers HTTP calls with the function whose route fits best; 404 when none does. */
export const httpTrigger = (
  routes: ReadonlyArray<Route<Invoke<HttpInvocation>>>,
  log: (message: string) => void
): ((call: HttpCall) => Promise<void>) => {
  const sorted = routes.toSorted(bySpecificity)
  return async ({ incoming, response, origin, bodyLimit }) => {
    const url = incoming.url ?? "/"
    const query = url.indexOf("?")
    const path = query === -1 ? url : url.slice(0, query)
    const method = incoming.method ?? "GET"
    for (const route of sorted) {
      if (!route.methods.has(method)) continue
      const parameters = parametersIn(route, path)
      if (parameters === undefined) continue
      try {
        const traceparent = incoming.headers["traceparent"]
        const answer = await route.target({
          request: new HostRequest(incoming, origin + url, parameters, bodyLimit),
          ...(typeof traceparent === "string" && { traceparent })
        })
        await writeResponse(response, isResponse(answer) ? answer : { status: 204 })
      } catch (error) {
        if (cutOff(incoming)) return void response.destroy()
        if (error instanceof BodyTooLarge) return refuse(response, 413, "Body too large", error.message)
        log(error instanceof Error ? (error.stack ?? error.message) : String(error))
        refuse(response, 500, "Unexpected failure", "Something failed that should not; the log has more.")
      }
      return
    }
    refuse(response, 404, "Not found", `There is nothing at ${method} ${path}.`)
  }
}
