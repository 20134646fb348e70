import type { ServerResponse } from "node:http"

/** A way to answer that never ends, as fast as it is read; and when whoever asked hung up. */
export const endless = () => {
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  const part = `[${"1,".repeat(500_000)}`
  const way = (_: unknown, response: ServerResponse) => {
    const more = () => {
      while (!response.destroyed && response.write(part));
    }
    response.on("drain", more).on("close", resolve)
    more()
  }
  return { ended, way }
}
