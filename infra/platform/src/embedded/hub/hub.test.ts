import { once } from "node:events"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { afterEach, beforeEach, expect, it } from "@effect/vitest"
import { WebSocket } from "ws"
import { RELIABLE } from "./connection.ts"
import { EmbeddedHub, MOST_CLIENTS } from "./hub.ts"

let hub: EmbeddedHub
let server: Server

beforeEach(async () => {
  hub = new EmbeddedHub("key", Date.now)
  server = createServer().on("upgrade", (request, socket, head) => hub.handleUpgrade(request, socket, head))
  await once(server.listen(0, "127.0.0.1"), "listening")
  // A server that listens on a TCP port has an address with a port.
  hub.listensAt(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
afterEach(() => {
  hub.close()
  server.close()
})

const connect = async (userId: string): Promise<WebSocket> => {
  const socket = new WebSocket(hub.negotiate(userId, ["news"], 60).url, [RELIABLE])
  await once(socket, "message")
  return socket
}

it("keeps so many clients of a person and no more, though they are cut and come again; nobody else's go", async () => {
  const other = await connect("ben")
  const stays = await connect("ada")
  for (let round = 0; round < 3; round++) {
    const some = await Promise.all(Array.from({ length: MOST_CLIENTS - 1 }, () => connect("ada")))
    const gone = some.map((socket) => once(socket, "close"))
    for (const socket of some) socket.terminate()
    await Promise.all(gone)
    expect(hub.size).toBeLessThanOrEqual(MOST_CLIENTS + 1)
  }
  expect([stays.readyState, other.readyState]).toEqual([WebSocket.OPEN, WebSocket.OPEN])
})

it("says goodbye to a person's oldest page where all are there", async () => {
  const oldest = await connect("ada")
  const bye = once(oldest, "close")
  const rest = await Promise.all(Array.from({ length: MOST_CLIENTS }, () => connect("ada")))
  expect((await bye)[0]).toBe(1008)
  expect(hub.size).toBe(MOST_CLIENTS)
  expect(rest.filter(({ readyState }) => readyState === WebSocket.OPEN)).toHaveLength(MOST_CLIENTS)
})
