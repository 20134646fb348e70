import { once } from "node:events"
import { connect, type Socket } from "node:net"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { startGateway } from "./gateway.fixture.ts"

const MOST = 8
let gateway: Awaited<ReturnType<typeof startGateway>>
let held: Array<Socket>

beforeEach(async () => {
  gateway = await startGateway({ mostConnections: MOST })
  held = []
})
afterEach(async () => {
  for (const socket of held) socket.destroy()
  await gateway.stop()
})

/** Opens a connection, says something and holds it open; answers once the other side has seen it. */
const hold = async (said: string): Promise<Socket> => {
  const socket = connect(gateway.port, "127.0.0.1")
  held.push(socket)
  socket.on("error", () => undefined)
  await once(socket, "connect")
  socket.write(said)
  return socket
}
const GET = (headers = "") => `GET / HTTP/1.1\r\nHost: 127.0.0.1:${gateway.port}\r\n${headers}\r\n`
const asked = async (headers = ""): Promise<Socket> => {
  const socket = await hold(GET(headers))
  await once(socket, "data")
  return socket
}

describe("many connections", () => {
  for (const [what, said] of [
    ["asked once", () => GET()],
    ["never end their headers", () => "GET / HTTP/1.1\r\nHo"],
    ["say nothing", () => ""]
  ] as const)
    it(`let newcomers in though as many as there may be ${what} and stay`, async () => {
      const { cookie } = await gateway.as("ada")
      for (let i = 0; i < 2 * MOST; i++) await hold(said())
      for (let i = 0; i < 2 * MOST; i++) {
        const answer = await gateway.ask("/api/v1/kill-switch", { headers: { cookie, connection: "close" } })
        expect(answer.status).toBe(200)
      }
    })

  it("end the stranger's that is quiet longest, and nobody's who is signed in", async () => {
    const { cookie } = await gateway.as("ada")
    const own = await asked(`Cookie: ${cookie}\r\n`)
    const first = await asked()
    const second = await asked()
    first.write(GET())
    await once(first, "data")
    const gone = once(second, "close")
    const others = []
    for (let i = 3; i < MOST + 1; i++) others.push(await asked())
    await gone
    expect([own, first, ...others].map(({ closed }) => closed)).toEqual(Array.from({ length: MOST }, () => false))
  })

  it("of people who are signed in keep nobody else out", async () => {
    const { cookie } = await gateway.as("ada")
    const oldest = await asked(`Cookie: ${cookie}\r\n`)
    const gone = once(oldest, "close")
    for (let i = 1; i < MOST; i++) await asked(`Cookie: ${cookie}\r\n`)
    expect((await gateway.ask("/", { headers: { connection: "close" } })).status).toBe(200)
    await gone
  })
})
