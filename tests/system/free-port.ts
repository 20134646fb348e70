import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

/** A port nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((found) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => found(port))
    })
  })
