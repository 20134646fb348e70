import type { IncomingMessage, ServerResponse } from "node:http"

/**
 * Reads and throws away what is left of a request's body once it is answered: until then the next request of the same
 * connection would not be seen.
 */
export const drainUnread = (incoming: IncomingMessage, response: ServerResponse): void => {
  response.once("finish", () => incoming.removeAllListeners("data").removeAllListeners("readable").resume())
}
