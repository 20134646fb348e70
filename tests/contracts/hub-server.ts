import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { Effect, Layer } from "effect"
import { Hub } from "@tradetower/platform/embedded"

/** Puts the embedded hub on a port of its own, as the gateway does. */
export const hubServer: Layer.Layer<never, never, Hub> = Layer.effectDiscard(
  Effect.gen(function* () {
    const hub = yield* Hub
    const server = yield* Effect.acquireRelease(
      Effect.sync(() => createServer()),
      (each) =>
        Effect.sync(() => {
          each.closeAllConnections()
          each.close()
        })
    )
    server.on("upgrade", (request, socket, head) => {
      if (!hub.handleUpgrade(request, socket, head)) socket.destroy()
    })
    server.on("request", (request, response) => {
      if (!hub.handleRequest(request, response)) response.writeHead(404).end()
    })
    yield* Effect.callback<void>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.void))
    })
    // A server that listens on a TCP port has an address with a port.
    hub.listensAt(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  })
)
