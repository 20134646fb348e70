import { mkdtempSync, rmSync } from "node:fs"
import { connect, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { type RunningSystem, startSystem } from "../start-system.ts"

const folder = mkdtempSync(join(tmpdir(), "storm-"))
const fatal: Array<unknown> = []
const noteFatal = (cause: unknown) => void fatal.push(cause)
let system: RunningSystem
let port: number
let cookie: string
const said = vi.spyOn(console, "error").mockImplementation(() => undefined)

beforeAll(async () => {
  process.on("uncaughtException", noteFatal)
  system = await startSystem({
    demo: true,
    folder: join(folder, "world"),
    configFolder: folder,
    telemetry: { logs: "off" }
  })
  port = Number(new URL(system.url).port)
  const form = { method: "POST", redirect: "manual", body: new URLSearchParams({ user: "ada" }) } as const
  const { headers } = await fetch(`${system.url}/.auth/login/local`, form)
  cookie = headers.getSetCookie()[0]?.split(";")[0] ?? ""
})
afterAll(async () => {
  await system.stop()
  process.off("uncaughtException", noteFatal)
  rmSync(folder, { recursive: true, force: true })
})

/** A request of somebody who is signed in. */
const request = (line: string, headers: ReadonlyArray<string> = [], body = "") =>
  [`${line} HTTP/1.1`, `Host: 127.0.0.1:${port}`, `Cookie: ${cookie}`, ...headers, "", body].join("\r\n")
const UPGRADE = [
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
]
const FOREIGN = "Origin: https://evil.example"
const HUB = "/client/hubs/tradetower"
/** A frame that no client may send: it is not masked, and its kind is reserved. */
const BAD_FRAME = "\x8b\x05hello"
const body = "x".repeat(2_000)
const posted = ["Content-Type: application/json", `Content-Length: ${body.length}`]

/** Every kind of request: what answers it, and what is wrong with it. */
const kinds = (): Readonly<Record<string, string>> => ({
  "a page": request("GET /"),
  "no page": request("GET /nowhere"),
  "the dashboard": request("GET /app/"),
  "who am I": request("GET /.auth/me"),
  "a sign-in": request("POST /.auth/login/local", posted, body),
  "the operator's page": request("GET /.local/telemetry"),
  "the API": request("GET /api/v1/bots"),
  "a body to the API": request("POST /api/v1/bots", posted, body),
  "a body to nowhere": request("POST /api/v1/nothing", posted, body),
  "a webhook": request("POST /api/v1/webhooks/tradingview/x", posted, body),
  "a webhook in chunks": request(
    "POST /api/v1/webhooks/tradingview/x",
    ["Transfer-Encoding: chunked"],
    `3e8\r\n${body.slice(0, 1_000)}\r\nzz`
  ),
  "an import": request("POST /api/v1/candles/import/BTC-USD?format=csv", posted, body),
  "several at once": [1, 2, 3].map(() => request("GET /app/")).join(""),
  "a foreign upgrade": request("GET /", [...UPGRADE, FOREIGN]),
  "a foreign upgrade through a tunnel": request("GET /api/v1/webhooks/tradingview/x", [...UPGRADE, FOREIGN]),
  "an upgrade of nothing": request("GET /x", UPGRADE),
  "an upgrade of no address": request("GET //[", UPGRADE),
  "an upgrade of another host": request("GET http://[", UPGRADE),
  "an upgrade without a token": request(`GET ${HUB}`, UPGRADE),
  "an upgrade with a bad token": request(`GET ${HUB}?access_token=a.b.c`, UPGRADE),
  "an upgrade without a key": request(`GET ${HUB}?awps_connection_id=x`, UPGRADE.slice(0, 3)),
  "a client that comes back from nowhere": request(`GET ${HUB}?awps_connection_id=x`, UPGRADE, BAD_FRAME.repeat(3)),
  "an upgrade to something else": request("GET /", ["Connection: Upgrade", "Upgrade: h2c"]),
  "an upgrade with a body": request("POST /api/v1/bots", [...UPGRADE, ...posted], body),
  "a tunnel": "CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n",
  "no method": "\x16\x03\x01\x02\x00\x01\x00",
  "a broken header": "GET / HTTP/1.1\r\nHost 127\r\n\r\n",
  "headers without end": `GET / HTTP/1.1\r\nX: ${"y".repeat(20_000)}`
})

type Cut = "RESET" | "GOODBYE" | "RESET_ON_ANSWER" | "FRAMES_AFTER"

/**
 * Goes away without a goodbye. A reset that waits for its connection can come behind the goodbye that waited there too, and then
 * fails: Node tells of that, and never of the end.
 */
const reset = (socket: Socket) =>
  socket.connecting || socket.writableEnded ? socket.destroy() : socket.resetAndDestroy()

/** Sends so much of a request, then goes away. */
const send = (text: string, cut: Cut) =>
  new Promise<void>((resolve) => {
    const socket = connect(port, "127.0.0.1")
    socket.on("error", () => undefined)
    socket.once("close", () => resolve())
    if (cut === "RESET_ON_ANSWER") socket.once("data", () => reset(socket))
    if (cut === "FRAMES_AFTER")
      socket.once("data", () => socket.write(BAD_FRAME.repeat(20), "latin1", () => socket.end()))
    socket.on("data", () => undefined)
    // Where no answer comes, because the request has no end.
    socket.setTimeout(200, () => reset(socket))
    socket.write(text, "latin1", () => {
      if (cut === "RESET") reset(socket)
      if (cut === "GOODBYE") socket.end()
    })
  })

describe("connections cut at any moment", () => {
  it("end nothing but themselves, whatever they asked for", async () => {
    for (const [kind, text] of Object.entries(kinds())) {
      const lengths = [0.3, 0.9, 1].map((part) => Math.ceil(text.length * part))
      const storm: Array<Promise<void>> = []
      for (let round = 0; round < 4; round++)
        for (const length of lengths)
          for (const cut of ["RESET", "GOODBYE", "RESET_ON_ANSWER", "FRAMES_AFTER"] as const)
            storm.push(send(text.slice(0, length), cut))
      await Promise.all(storm)
      const answer = await fetch(`${system.url}/.auth/me`)
      expect({ kind, status: answer.status, fatal: fatal.map(String) }).toEqual({ kind, status: 200, fatal: [] })
      await answer.arrayBuffer()
    }
  })

  it("are no failure of ours", async () => {
    const telemetry = await (await fetch(`${system.url}/.local/telemetry`, { headers: { cookie } })).text()
    expect(telemetry).toContain("<h2>Logs</h2>")
    expect(telemetry.match(/<td>(Error|Fatal)<\/td><td>[^<]*/gi) ?? []).toEqual([])
    expect(said.mock.calls).toEqual([])
  })

  it("leave nothing behind of a refused upgrade that never hangs up", async () => {
    const closed = await Promise.all(
      ["/", "/x", "//[", HUB].map(
        (path) =>
          new Promise<string>((resolve) => {
            let answer = ""
            const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true })
            socket.on("data", (part) => (answer += part.toString("latin1")))
            socket.on("error", () => undefined)
            // Our side stays open: what closes the connection is the server.
            socket.once("end", () => setInterval(() => socket.write("more"), 50).unref())
            socket.once("close", () => resolve(answer.slice(0, 12)))
            socket.write(request(`GET ${path}`, path === "/" ? [...UPGRADE, FOREIGN] : UPGRADE))
          })
      )
    )
    expect(closed).toEqual(["HTTP/1.1 403", "HTTP/1.1 404", "HTTP/1.1 404", "HTTP/1.1 401"])
  })
})

describe("a body that nobody reads", () => {
  const large = "x".repeat(900_000)
  it.each([
    ["POST /api/v1/nothing", "application/json", "x"],
    ["POST /api/v1/nothing", "application/json", large],
    ["POST /api/v1/candles/import/BTC-USD", "application/octet-stream", large],
    ["POST /api/v1/bots", "text/plain", large],
    ["POST /api/v1/bots", "application/json", large],
    ["POST /api/v1/bots/x/start", "application/json", "x"],
    ["DELETE /api/v1/kill-switch", "application/json", "{}"],
    ["POST /api/v1/webhooks/tradingview/x", "text/plain", large],
    ["GET /api/v1/me", "application/json", large],
    ["POST /.auth/login/local", "application/x-www-form-urlencoded", large],
    ["POST /", "text/plain", large],
    ["GET /", "text/plain", large]
  ])("of %s as %s does not keep the next request of its connection waiting", async (line, type, sent) => {
    const answers = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1")
      let text = ""
      socket.on("data", (part) => (text += part.toString("latin1")))
      socket.once("error", reject)
      socket.once("close", () => resolve(text))
      socket.write(request(line, [`Content-Type: ${type}`, `Content-Length: ${sent.length}`], sent))
      socket.write(request("GET /.auth/me", ["Connection: close"]))
    })
    expect(answers).toContain('"clientPrincipal":{')
  })
})
