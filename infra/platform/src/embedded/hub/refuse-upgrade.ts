import { STATUS_CODES } from "node:http"
import type { Duplex } from "node:stream"

/** How long the other side may take to hang up, ms. */
const GOODBYE_MS = 1_000

/**
 * Answers an upgrade with a status and ends its connection. Node leaves the socket of an upgrade to whoever handles it:
 * without a listener of its own the first reset ends the process, and without an end of its own it stays half open.
 */
export const refuseUpgrade = (socket: Duplex, status: 400 | 401 | 403 | 404): void => {
  socket.on("error", () => socket.destroy())
  const patience = setTimeout(() => socket.destroy(), GOODBYE_MS).unref()
  socket.once("close", () => clearTimeout(patience))
  // What else it says is read and thrown away: only so does its goodbye come.
  socket.once("end", () => socket.destroy()).resume()
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
