import type { HttpRequest } from "@azure/functions"
import { Effect } from "effect"
import { type InvalidRequest, WEBHOOK_MAX_BYTES } from "../../../contract/index.ts"
import { cutOff } from "../server/problems.ts"

/** Reads a body of unknown length, and stops at the limit. */
const readStream = async (body: AsyncIterable<Uint8Array>): Promise<string | undefined> => {
  const chunks: Array<Uint8Array> = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > WEBHOOK_MAX_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString("utf8")
}

/**
 * A request's body as text; `undefined` when it is over the limit, of which no more than the limit is read. Fails when
 * its sender went away before all of it was there.
 */
export const readBody = (
  request: Pick<HttpRequest, "headers" | "body" | "text">
): Effect.Effect<string | undefined, InvalidRequest> =>
  Effect.tryPromise({
    try: async () => {
      const length = request.headers.get("content-length")
      if (length !== null) return Number(length) > WEBHOOK_MAX_BYTES ? undefined : request.text()
      return request.body === null ? "" : readStream(request.body as AsyncIterable<Uint8Array>)
    },
    catch: () => cutOff
  })
