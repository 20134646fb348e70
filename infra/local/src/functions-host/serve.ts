import { createServer } from "node:http"
import { Effect } from "effect"
import { listen } from "../gateway/listen.ts"
import { requestTarget } from "../gateway/request-target.ts"
import { drainUnread } from "./drain-unread.ts"
import type { FunctionsHost } from "./host.ts"

/**
 * Serves a functions app with nothing before it, on this machine only: it believes any principal it is told. For
 * another front of the same kind, such as the Static Web Apps CLI. Port 0 is any free one.
 */
export const serveBare = (host: FunctionsHost, bodyLimit: number, port = 0) => {
  const server = createServer((incoming, response) => {
    drainUnread(incoming, response)
    const target = requestTarget(incoming.url)
    if (target === undefined) return void response.writeHead(404).end()
    incoming.url = target.url
    host
      .http({ incoming, response, origin: `http://${incoming.headers.host ?? "127.0.0.1"}`, bodyLimit })
      .catch(() => response.destroy())
  })
  return Effect.map(
    listen(server, port, () => undefined),
    ({ url }) => url
  )
}
