import type { AddressInfo } from "node:net"
import { expect, it } from "@effect/vitest"
import { Deferred, Effect } from "effect"
import { type WebSocket, WebSocketServer } from "ws"
import { hostsOf } from "@tradetower/platform/wire/allowed"
import { type Lost, openSocket } from "./socket.ts"

/** A server on this machine that treats whoever connects as a test says. */
const serverThat = (treats: (socket: WebSocket) => void) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly met: () => number; readonly close: () => void }>((resume) => {
      let met = 0
      const server = new WebSocketServer({ host: "127.0.0.1", port: 0 }, () => {
        const { port } = server.address() as AddressInfo
        const close = () => {
          for (const one of server.clients) one.terminate()
          server.close()
        }
        resume(Effect.succeed({ url: `ws://127.0.0.1:${port}`, met: () => met, close }))
      })
      server.on("connection", (socket) => {
        met++
        treats(socket)
      })
    }),
    ({ close }) => Effect.sync(close)
  )

/** Why a socket to there is lost, and what was heard before. */
const lostAt = (url: string, allowedHosts = hostsOf(url), silence = 5_000, pingEvery?: number) =>
  Effect.gen(function* () {
    const why = yield* Deferred.make<Lost>()
    const heard: Array<string> = []
    yield* openSocket({
      url,
      allowedHosts,
      silence,
      ...(pingEvery !== undefined && { pingEvery }),
      opened: (socket) => socket.say({ hello: 1 }),
      heard: (text) => void heard.push(text),
      lost: (reason) => Deferred.doneUnsafe(why, Effect.succeed(reason))
    })
    return { why: yield* Deferred.await(why), heard }
  })

it.live("says what it says as JSON, hears, and tells when it is closed", () =>
  Effect.gen(function* () {
    const { url } = yield* serverThat((socket) =>
      socket.on("message", (data) => {
        socket.send((data as Buffer).toString("utf8"))
        socket.close()
      })
    )
    expect(yield* lostAt(url)).toEqual({ why: "CLOSED", heard: ['{"hello":1}'] })
  })
)

it.live("is lost where nobody answers, where nothing is heard, and where a message is too long", () =>
  Effect.gen(function* () {
    const gone = yield* Effect.scoped(
      Effect.map(
        serverThat(() => undefined),
        ({ url }) => url
      )
    )
    expect((yield* lostAt(gone)).why).toBe("UNREACHED")
    const silent = yield* serverThat(() => undefined)
    expect((yield* lostAt(silent.url, hostsOf(silent.url), 60)).why).toBe("SILENT")
    const long = yield* serverThat((socket) => socket.send("x".repeat(10_485_761)))
    expect(yield* lostAt(long.url)).toEqual({ why: "UNREACHED", heard: [] })
  })
)

it.live("is not lost while whoever has nothing to say answers its pings", () =>
  Effect.gen(function* () {
    let pings = 0
    const quiet = yield* serverThat((socket) => socket.on("ping", () => ++pings === 20 && socket.close()))
    expect((yield* lostAt(quiet.url, hostsOf(quiet.url), 400, 40)).why).toBe("CLOSED")
    const deaf = yield* serverThat((socket) => (socket.pong = () => undefined))
    expect((yield* lostAt(deaf.url, hostsOf(deaf.url), 200, 20)).why).toBe("SILENT")
  })
)

it.live("hears what comes in binary frames", () =>
  Effect.gen(function* () {
    const { url } = yield* serverThat((socket) => {
      socket.send(Buffer.from('{"stream":"authorization"}'), { binary: true })
      socket.close()
    })
    expect((yield* lostAt(url)).heard).toEqual(['{"stream":"authorization"}'])
  })
)

it.live("connects to the adapter's own hosts only", () =>
  Effect.gen(function* () {
    const other = yield* serverThat(() => undefined)
    expect((yield* lostAt(other.url, ["feed.example.com"])).why).toBe("FOREIGN_HOST")
    expect(other.met()).toBe(0)
  })
)
