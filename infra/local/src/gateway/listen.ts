import type { Server } from "node:http"
import type { Socket } from "node:net"
import { Effect, Schema } from "effect"
import { ANY, inUrl, LOCAL } from "./reach.ts"

/** No port could be had. */
export class NoPort extends Schema.TaggedError<NoPort>()("NoPort", { message: Schema.String }) {}

/** How many ports after the wanted one are tried. */
const TRIES = 20

const tryPort = (server: Server, host: string, port: number): Promise<NodeJS.ErrnoException | undefined> =>
  new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => resolve(error)
    server.once("error", failed)
    server.listen(port, host, () => {
      server.off("error", failed)
      resolve(undefined)
    })
  })

/**
 * Listens at the port or the next free one, until the scope closes. `taken` hears of each port that was in use. 0 is
 * any free port. Default: on this machine only.
 */
export const listen = (server: Server, port: number, taken: (port: number) => void, host = LOCAL.listen) => {
  const sockets = new Set<Socket>()
  return Effect.acquireRelease(
    Effect.promise(async () => {
      // Upgraded connections are no longer the server's own, which would wait for them for ever.
      server.on("connection", (socket: Socket) => {
        sockets.add(socket)
        socket.once("close", () => sockets.delete(socket))
      })
      for (let wanted = port; wanted <= Math.min(port + TRIES, 65_535); wanted++) {
        const error = await tryPort(server, host, wanted)
        if (error === undefined) {
          server.on("error", (cause) => console.error(`A connection could not be taken: ${cause.message}`))
          break
        }
        if (error.code !== "EADDRINUSE" && error.code !== "EACCES") return error.message
        taken(wanted)
      }
      const address = server.address()
      return typeof address === "object" && address !== null ? address.port : "every port tried is in use"
    }),
    () =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        for (const socket of sockets) socket.destroy()
      })
  ).pipe(
    Effect.flatMap((listening) =>
      typeof listening === "number"
        ? Effect.succeed({ port: listening, url: `http://${ANY.has(host) ? LOCAL.listen : inUrl(host)}:${listening}` })
        : Effect.fail(
            new NoPort({
              message: `Can't listen on ${host}, port ${port}: ${listening}. Give another with --port or --listen.`
            })
          )
    )
  )
}
