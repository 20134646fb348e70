import type { IncomingMessage } from "node:http"

/** Whether a caller went away before all of the request was here: no failure of ours, and nobody to answer. */
export const cutOff = (incoming: IncomingMessage): boolean => incoming.destroyed && !incoming.complete
