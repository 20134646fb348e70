import type { Server } from "node:http"
import type { Duplex } from "node:stream"

/** So many connections at once leave descriptors enough for files and the database. */
export const MOST_CONNECTIONS = 4_000

/** The connections of a server. */
export interface Connections {
  /** Who is at its other end is signed in: it is kept before those of strangers. */
  readonly signedIn: (socket: Duplex) => void
}

/**
 * Keeps no more than so many connections of a server. Who comes is let in whatever others hold open: in their place goes
 * the stranger's connection that asked for nothing longest, or else, where no other stranger is, that of somebody signed in.
 */
export const boundConnections = (server: Server, most = MOST_CONNECTIONS): Connections => {
  // Each in the order of what they last asked: the first is quiet longest.
  const strangers = new Set<Duplex>()
  const known = new Set<Duplex>()

  const quietest = (newcomer: Duplex): Duplex | undefined => {
    for (const socket of strangers) if (socket !== newcomer) return socket
    return known.values().next().value
  }
  const asked = (socket: Duplex): void => {
    const among = known.has(socket) ? known : strangers
    if (among.delete(socket)) among.add(socket)
  }
  server.on("connection", (socket: Duplex) => {
    strangers.add(socket)
    socket.once("close", () => {
      strangers.delete(socket)
      known.delete(socket)
    })
    if (strangers.size + known.size <= most) return
    const going = quietest(socket)
    if (going === undefined) return
    strangers.delete(going)
    known.delete(going)
    going.destroy()
  })
  server.on("request", ({ socket }) => asked(socket))
  return {
    signedIn: (socket) => {
      if (strangers.delete(socket)) known.add(socket)
    }
  }
}
