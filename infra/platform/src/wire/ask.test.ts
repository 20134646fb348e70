import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, it } from "@effect/vitest"
import { Cause, Effect, Exit, Logger, Option, Redacted, References, Tracer } from "effect"
import { hostsOf, isAllowed } from "./allowed.ts"
import { ask } from "./ask.ts"
import { endless } from "./endless.fixture.ts"

type Way = (request: IncomingMessage, response: ServerResponse) => void

/** A server on this machine that answers as a test says. */
const serverThat = (way: Way) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly close: () => void }>((resume) => {
      const server = createServer(way)
      server.listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo
        const close = () => {
          server.closeAllConnections()
          server.close()
        }
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, close }))
      })
    }),
    ({ close }) => Effect.sync(close)
  )

const json: Way = (_, response) => response.end('{"price":"0.10","more":1}')

/** How a request went, at its own host. */
const went = (url: string, within = 5_000) => Effect.exit(ask({ url, allowedHosts: hostsOf(url), within }))
const sentOf = (exit: Exit.Exit<unknown, { readonly sent: string; readonly obstacle: string }>) =>
  Exit.isFailure(exit) ? Option.getOrUndefined(Cause.findErrorOption(exit.cause)) : undefined

it.live("answers with whatever status, and with no body where it is no JSON", () =>
  Effect.gen(function* () {
    const { url } = yield* serverThat((request, response) => {
      if (request.url === "/busy") response.writeHead(429, { "retry-after": "7" }).end("slow down")
      else json(request, response)
    })
    const answered = { status: 200, body: Option.some({ price: "0.10", more: 1 }), retryAfter: undefined }
    expect(yield* ask({ url, allowedHosts: hostsOf(url), within: 5_000 })).toEqual(answered)
    const busy = yield* ask({ url: `${url}/busy`, allowedHosts: hostsOf(url), within: 5_000 })
    expect(busy).toEqual({ status: 429, body: Option.none(), retryAfter: 7_000 })
  })
)

it.live("sends what is to be sent byte for byte, as JSON", () =>
  Effect.gen(function* () {
    const got: Array<string> = []
    const { url } = yield* serverThat((request, response) => {
      request.on("data", (chunk: Buffer) =>
        got.push(`${request.method} ${request.headers["content-type"]} ${chunk.toString("utf8")}`)
      )
      request.on("end", () => response.end("{}"))
    })
    yield* ask({ url, allowedHosts: hostsOf(url), within: 5_000, method: "POST", body: '{"size":"0.10"}' })
    expect(got).toEqual(['POST application/json {"size":"0.10"}'])
  })
)

it.live("reads the answer as it is told to", () =>
  Effect.gen(function* () {
    const { url } = yield* serverThat(json)
    const read = (text: string) => Option.some(text)
    const { body } = yield* ask({ url, allowedHosts: hostsOf(url), within: 5_000, read })
    expect(body).toEqual(Option.some('{"price":"0.10","more":1}'))
  })
)

it.live("tells what never left from what may have taken effect", () =>
  Effect.gen(function* () {
    const closed = yield* Effect.scoped(Effect.map(serverThat(json), ({ url }) => url))
    expect(sentOf(yield* went(closed))).toMatchObject({ sent: "NO", obstacle: "ECONNREFUSED" })
    expect(sentOf(yield* went("http://nobody.invalid"))).toMatchObject({ sent: "NO" })
    const plain = yield* serverThat(json)
    expect(sentOf(yield* went(plain.url.replace("http:", "https:")))).toMatchObject({ sent: "NO" })
    const cut = yield* serverThat((request) => request.socket.destroy())
    expect(sentOf(yield* went(cut.url))).toMatchObject({ sent: "MAYBE" })
    const silent = yield* serverThat(() => undefined)
    expect(sentOf(yield* went(silent.url, 50))).toMatchObject({ sent: "MAYBE", obstacle: "TIMED_OUT" })
    const half = yield* serverThat((_, response) => {
      response.writeHead(200, { "content-length": "100" }).write("{", () => response.destroy())
    })
    expect(sentOf(yield* went(half.url))).toMatchObject({ sent: "MAYBE" })
  })
)

it.live("stops reading an answer that has no end", () =>
  Effect.gen(function* () {
    const { ended, way } = endless()
    const { url } = yield* serverThat(way)
    expect(sentOf(yield* went(url, 120_000))).toMatchObject({ sent: "MAYBE", obstacle: "TOO_LONG" })
    yield* Effect.promise(() => ended)
  })
)

it.live("speaks to the adapter's own hosts only, also when it is sent elsewhere", () =>
  Effect.gen(function* () {
    const asked: Array<string | undefined> = []
    const other = yield* serverThat((request, response) => {
      asked.push(request.url)
      json(request, response)
    })
    const own = yield* serverThat((_, response) => response.writeHead(302, { location: other.url }).end())
    const refused = yield* Effect.exit(ask({ url: other.url, allowedHosts: hostsOf(own.url), within: 5_000 }))
    expect(sentOf(refused)).toMatchObject({ sent: "NO", obstacle: "FOREIGN_HOST" })
    expect((yield* ask({ url: own.url, allowedHosts: hostsOf(own.url), within: 5_000 })).status).toBe(302)
    expect(asked).toEqual([])
    const hosts = hostsOf("https://api.example.com/v3", "wss://feed.example.com:8443")
    const allowed = (address: string) => isAllowed(address, hosts)
    expect(["https://api.example.com/x", "wss://feed.example.com:8443"].every(allowed)).toBe(true)
    const foreign = [
      "https://api.example.com.evil.example/x",
      "https://api.example.com@evil.example/x",
      "https://me:pass@api.example.com/x",
      "https://me@api.example.com/x",
      "https://:pass@api.example.com/x",
      "https://api.example.com:444/x",
      "wss://feed.example.com",
      "no address"
    ]
    expect(foreign.filter(allowed)).toEqual([])
  })
)

it.live("traces the answer's own id, and tells nobody what was asked and with which key", () =>
  Effect.gen(function* () {
    const CANARY = "canary-93f1"
    const told: Array<string> = []
    const heard: Array<string | undefined> = []
    const logger = Logger.make<unknown, void>(({ cause, message }) => {
      told.push(JSON.stringify(message), Cause.pretty(cause))
    })
    const tracer = Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        return Object.assign(span, {
          end: (at: bigint, exit: Exit.Exit<unknown, unknown>) => {
            Tracer.NativeSpan.prototype.end.call(span, at, exit)
            told.push(
              span.name,
              JSON.stringify([...span.attributes]),
              Exit.isFailure(exit) ? Cause.pretty(exit.cause) : ""
            )
          }
        })
      }
    })
    const { url } = yield* serverThat((request, response) => {
      heard.push(request.headers["authorization"])
      if (request.url?.includes("cut") === true) request.socket.destroy()
      else response.writeHead(500, { "x-request-id": "req-7" }).end(`<p>${CANARY}</p>`)
    })
    const asked = (path: string, allowedHosts = hostsOf(url)) =>
      Effect.gen(function* () {
        const headers = { authorization: Redacted.make(`Bearer ${CANARY}`) }
        const exit = yield* Effect.exit(
          ask({ url: `${url}${path}?key=${CANARY}`, allowedHosts, within: 5_000, headers })
        )
        if (Exit.isFailure(exit)) yield* Effect.logError("no answer", exit.cause)
      })
    yield* Effect.andThen(asked("/orders"), Effect.andThen(asked("/cut"), asked("/orders", []))).pipe(
      Effect.provide(Logger.layer([logger])),
      Effect.provideService(References.MinimumLogLevel, "Trace"),
      Effect.provideService(Tracer.Tracer, tracer)
    )
    expect(heard).toEqual([`Bearer ${CANARY}`, `Bearer ${CANARY}`])
    const all = told.join("\n")
    expect(all).toContain("req-7")
    expect(all).toContain("FOREIGN_HOST")
    expect(all).not.toContain(CANARY)
  })
)
