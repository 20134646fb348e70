import { createServer, type ServerResponse } from "node:http"
import { Effect, type Scope } from "effect"

/** How a part stands: it looks for its services, works (or waits for its turn), or ends. */
export type Standing = "STARTING" | "READY" | "DRAINING"

const answer = (response: ServerResponse, status: number, standing: Standing) =>
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ standing }))

/**
 * What the platform's probes ask: `/live` answers 200 while this process does, `/ready` 200 or, while it starts or
 * drains, 503. Who waits for a lease is ready: a new revision is waited for before the old one, which holds it, is ended.
 */
export const serveHealth = (port: number, standing: () => Standing): Effect.Effect<void, Error, Scope.Scope> =>
  Effect.asVoid(
    Effect.acquireRelease(
      Effect.callback<ReturnType<typeof createServer>, Error>((resume) => {
        const server = createServer((request, response) => {
          if (request.url === "/live") return void answer(response, 200, standing())
          if (request.url === "/ready") return void answer(response, standing() === "READY" ? 200 : 503, standing())
          response.writeHead(404).end()
        })
        server.once("error", (cause) => resume(Effect.fail(cause)))
        server.listen(port, () => resume(Effect.succeed(server)))
      }),
      (server) =>
        Effect.callback<void>((resume) => {
          server.close(() => resume(Effect.void))
          server.closeAllConnections()
        })
    )
  )
