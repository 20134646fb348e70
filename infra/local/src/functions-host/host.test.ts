import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import type { HttpResponseInit } from "@azure/functions"
import { expect, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Option } from "effect"
import { Bus, Poison } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import type { FunctionsHost } from "./host.ts"
import { functionsHost } from "./host.ts"

const { app } = await import("@azure/functions")

const logged: Array<string> = []
const run = (register: () => unknown) =>
  functionsHost(register, {}, (level, name, message) => logged.push(`${level} ${name} ${message}`))

const serve = (host: FunctionsHost) =>
  Effect.acquireRelease(
    Effect.callback<{ server: Server; url: string }>((resume) => {
      const server = createServer((incoming, response) => {
        void host.http({ incoming, response, origin: "http://127.0.0.1:1", bodyLimit: 100_000 })
      })
      server.listen(0, "127.0.0.1", () =>
        resume(Effect.succeed({ server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }))
      )
    }),
    ({ server }) => Effect.sync(() => void server.close())
  )

const ask = (url: string, options?: RequestInit) => Effect.promise(() => fetch(url, options))

it.effect("answers HTTP with the function whose route fits best", () =>
  Effect.gen(function* () {
    const host = yield* run(() => {
      app.http("rest", {
        route: "{*path}",
        methods: ["GET"],
        handler: (request, context) => ({
          status: 201,
          headers: { "x-function": context.functionName },
          jsonBody: { path: request.params["path"], q: request.query.get("q"), url: request.url }
        })
      })
      app.http("hook", {
        route: "v1/hooks/{token}",
        methods: ["POST"],
        handler: async (request) => ({ body: `${request.params["token"]}:${await request.text()}` })
      })
    })
    const { url } = yield* serve(host)
    const rest = yield* ask(`${url}/api/a/b?q=1`)
    expect(rest.status).toBe(201)
    expect(rest.headers.get("x-function")).toBe("rest")
    expect(yield* Effect.promise(() => rest.json())).toEqual({
      path: "a/b",
      q: "1",
      url: "http://127.0.0.1:1/api/a/b?q=1"
    })
    const hook = yield* ask(`${url}/api/v1/hooks/t?`, { method: "POST", body: "hello" })
    expect(yield* Effect.promise(() => hook.text())).toBe("t:hello")
    expect((yield* ask(`${url}/api/v1/hooks/t`, { method: "DELETE" })).status).toBe(404)
    expect((yield* ask(`${url}/elsewhere`)).status).toBe(404)
  }).pipe(Effect.scoped)
)

it.effect("streams bodies both ways and stops at the limit", () =>
  Effect.gen(function* () {
    const host = yield* run(() => {
      app.http("echo", { methods: ["POST"], handler: (request) => ({ body: request.body }) })
      app.http("count", {
        methods: ["POST"],
        handler: async (request) => ({ body: String((await request.text()).length) })
      })
    })
    const { url } = yield* serve(host)
    const body = "x".repeat(90_000)
    const echo = yield* ask(`${url}/api/echo`, { method: "POST", body })
    expect(yield* Effect.promise(() => echo.text())).toBe(body)
    const tooLong = yield* ask(`${url}/api/count`, { method: "POST", body: body + body })
    expect(tooLong.status).toBe(413)
  }).pipe(Effect.scoped)
)

it.effect("zips what gets smaller by it, for whoever takes that, whether it is there as a whole or in parts", () =>
  Effect.gen(function* () {
    const long = JSON.stringify({ text: "x".repeat(9_000) })
    const answers = (): Readonly<Record<string, HttpResponseInit>> => ({
      whole: { body: long, headers: { "content-type": "application/problem+json" } },
      parts: { body: new Blob([long]).stream(), headers: { "content-type": "application/json" } },
      columns: { body: new Uint8Array(9_000), headers: { "content-type": "application/octet-stream" } },
      json: { jsonBody: { text: "x".repeat(9_000) } },
      short: { jsonBody: { text: "x" } },
      picture: { body: new Uint8Array(9_000), headers: { "content-type": "image/png" } }
    })
    const host = yield* run(() => {
      app.http("any", { route: "{name}", handler: ({ params }) => answers()[params["name"] ?? ""] ?? { status: 404 } })
    })
    const { url } = yield* serve(host)
    const asked = Effect.fn(function* (name: string, accepted: string) {
      const answer = yield* ask(`${url}/api/${name}`, { headers: { "accept-encoding": accepted } })
      const body = yield* Effect.promise(() => answer.arrayBuffer())
      return { encoding: answer.headers.get("content-encoding"), bytes: body.byteLength }
    })
    for (const name of ["whole", "parts", "columns", "json"]) {
      const plain = yield* asked(name, "gzip;q=0, br")
      expect(plain.encoding, name).toBe(null)
      expect(plain.bytes, name).toBeGreaterThanOrEqual(9_000)
      expect(yield* asked(name, "br, gzip"), name).toEqual({ encoding: "gzip", bytes: plain.bytes })
    }
    for (const name of ["short", "picture"]) expect((yield* asked(name, "gzip")).encoding, name).toBe(null)
  }).pipe(Effect.scoped)
)

it.effect("answers a function that throws with 500 and keeps the reason in the log", () =>
  Effect.gen(function* () {
    const host = yield* run(() => {
      app.http("fails", { handler: () => Promise.reject(new Error("inner secret")) })
    })
    const { url } = yield* serve(host)
    const answer = yield* ask(`${url}/api/fails`)
    expect(answer.status).toBe(500)
    expect(yield* Effect.promise(() => answer.text())).not.toContain("inner")
    expect(logged.join()).toContain("inner secret")
  }).pipe(Effect.scoped)
)

it.effect("runs the app's hooks", () =>
  Effect.gen(function* () {
    const seen: Array<string> = []
    const host = yield* run(() => {
      app.hook.appStart(() => void seen.push("start"))
      app.hook.appTerminate(() => void seen.push("end"))
      app.hook.preInvocation((context) => void seen.push(`before ${context.invocationContext.functionName}`))
      app.hook.postInvocation((context) => {
        context.result = { status: 418 }
      })
      app.http("tea", { handler: () => ({ status: 200 }) })
    })
    const { url } = yield* serve(host)
    expect((yield* ask(`${url}/api/tea`)).status).toBe(418)
    yield* host.stop
    expect(seen).toEqual(["start", "before tea", "end"])
  }).pipe(Effect.scoped)
)

it.effect("refuses what it can't run as Azure would", () =>
  Effect.gen(function* () {
    const refused = (register: () => unknown) => Effect.map(Effect.exit(run(register)), (exit) => JSON.stringify(exit))
    expect(
      yield* refused(() => app.storageQueue("q", { connection: "c", queueName: "q", handler: () => undefined }))
    ).toContain("function q can't run here")
    expect(yield* refused(() => app.http("k", { authLevel: "function", handler: () => ({}) }))).toContain(
      "function key"
    )
    expect(
      yield* refused(() =>
        app.serviceBusTopic("t", {
          connection: "c",
          topicName: "none",
          subscriptionName: "s",
          handler: () => undefined
        })
      )
    ).toContain("not in infra/resources/topics.json")
  })
)

it.live("feeds topic functions, with metadata, again after a failure, never after poison", () =>
  Effect.gen(function* () {
    const seen: Array<unknown> = []
    const host = yield* run(() => {
      app.serviceBusTopic("engine", {
        connection: "ServiceBus",
        topicName: "bot-commands",
        subscriptionName: "engine",
        isSessionsEnabled: true,
        handler: (message: unknown, context) => {
          const { applicationProperties, deliveryCount, messageId, sessionId } = context.triggerMetadata ?? {}
          seen.push({ message, applicationProperties, deliveryCount, messageId, sessionId })
          if (messageId === "poison") throw new Poison({ reason: "TEST", message: "never" })
          if (deliveryCount === 1) throw new Error("once more")
        }
      })
    })
    const bus = yield* Bus
    const fiber = yield* Effect.forkChild(host.triggers)
    const message = { sessionId: "s", subject: "Test", properties: { tenantId: "ada" } }
    yield* bus.send("bot-commands", [
      { ...message, messageId: "m", body: { n: 1 } },
      { ...message, messageId: "poison", body: { n: 2 } }
    ])
    const from = { topic: "bot-commands", subscription: "engine" } as const
    let counts = yield* bus.count(from)
    while (counts.dead === 0 || counts.active > 0) {
      yield* Effect.sleep(10)
      counts = yield* bus.count(from)
    }
    expect(counts).toEqual({ active: 0, dead: 1 })
    const metadata = { applicationProperties: { tenantId: "ada" }, sessionId: "s" }
    expect(seen).toEqual([
      { ...metadata, message: { n: 1 }, messageId: "m", deliveryCount: 1 },
      { ...metadata, message: { n: 1 }, messageId: "m", deliveryCount: 2 },
      { ...metadata, message: { n: 2 }, messageId: "poison", deliveryCount: 1 }
    ])
    yield* Fiber.interrupt(fiber)
  }).pipe(Effect.provide(embeddedPlatformForTests()))
)

it.live.each(["12", "true", "null-1", "{x", "a:1", "n", " 7 "])(
  "hands on the id %j as the library reads it",
  (messageId) =>
    Effect.gen(function* () {
      const told = yield* Deferred.make<unknown>()
      const host = yield* run(() => {
        app.serviceBusTopic("engine", {
          connection: "ServiceBus",
          topicName: "bot-commands",
          subscriptionName: "engine",
          isSessionsEnabled: true,
          handler: (_: unknown, context) => {
            Deferred.doneUnsafe(told, Effect.succeed(context.triggerMetadata?.["messageId"]))
          }
        })
      })
      const bus = yield* Bus
      yield* Effect.forkChild(host.triggers)
      const message = { messageId, sessionId: "s", subject: "Test", body: {}, properties: { tenantId: "ada" } }
      yield* bus.send("bot-commands", [message])
      const read: unknown = Option.getOrElse(Option.liftThrowable(JSON.parse)(messageId), (): unknown => messageId)
      expect(yield* Deferred.await(told)).toBe(read)
    }).pipe(Effect.provide(embeddedPlatformForTests()))
)

it.effect("makes nothing more for a caller who left before the answer, and calls that no failure", () =>
  Effect.gen(function* () {
    const left = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    const cancelled = Promise.withResolvers<void>()
    const before = logged.length
    const parts = async function* () {
      try {
        for (;;) yield Buffer.alloc(10_000)
      } finally {
        cancelled.resolve()
      }
    }
    const host = yield* run(() => {
      app.http("long", {
        methods: ["GET"],
        handler: async () => {
          asked.resolve()
          await left.promise
          const body = parts()
          await body.next()
          return { headers: { "content-type": "text/plain" }, body }
        }
      })
    })
    const { server, url } = yield* serve(host)
    yield* Effect.promise(async () => {
      const closed = new Promise<void>((resolve) => {
        server.once("connection", (socket) => socket.once("close", () => resolve()))
      })
      const call = new AbortController()
      const answer = fetch(`${url}/api/long`, { signal: call.signal }).catch(() => undefined)
      await asked.promise
      call.abort()
      await Promise.all([answer, closed])
      left.resolve()
      await cancelled.promise
    })
    expect(logged.slice(before)).toEqual([])
  })
)
