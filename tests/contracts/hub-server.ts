import { createHmac } from "node:crypto"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { Effect, Layer, Option, Redacted, type Scope } from "effect"
import type { ServiceSettings } from "@tradetower/platform/azure"
import { embeddedPlatformForTests, Hub } from "@tradetower/platform/embedded"

/** The one hub there is. */
export const HUB = "tradetower"

/** A token as the Azure SDK signs it. */
export const signedToken = (key: string, claims: object): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url")
  const text = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`
  return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`
}

/** An address of a hub whose time has run out. */
export const outdatedAddress = ({ endpoint, key }: ServiceSettings): string => {
  const address = `${endpoint.replace(/\/$/, "")}/client/hubs/${HUB}`
  const now = Math.floor(Date.now() / 1_000)
  const claims = { sub: "ada", aud: address, iat: now - 70, exp: now - 10 }
  return `${address.replace("http", "ws")}?access_token=${signedToken(Redacted.value(Option.getOrThrow(key)), claims)}`
}

/** How the hub is reached as Web PubSub is. */
export const hubSettings: Effect.Effect<ServiceSettings, never, Hub> = Effect.map(Hub, (hub) => ({
  endpoint: new URL(hub.negotiate("ada", [], 60).url).origin.replace("ws", "http"),
  key: Option.some(Redacted.make(hub.accessKey))
}))

/** Puts the embedded hub on a port of its own, as the gateway does. */
export const hubServer: Layer.Layer<never, never, Hub> = Layer.effectDiscard(
  Effect.gen(function* () {
    const hub = yield* Hub
    const server = yield* Effect.acquireRelease(
      Effect.sync(() => createServer()),
      (each) =>
        Effect.sync(() => {
          each.closeAllConnections()
          each.close()
        })
    )
    server.on("upgrade", (request, socket, head) => {
      if (!hub.handleUpgrade(request, socket, head)) socket.destroy()
    })
    server.on("request", (request, response) => {
      if (!hub.handleRequest(request, response)) response.writeHead(404).end()
    })
    yield* Effect.callback<void>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.void))
    })
    // A server that listens on a TCP port has an address with a port.
    hub.listensAt(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  })
)

/** The embedded hub by itself, as Web PubSub. */
export const embeddedHub: Effect.Effect<ServiceSettings, never, Scope.Scope> = Effect.flatMap(
  Layer.build(hubServer.pipe(Layer.provideMerge(embeddedPlatformForTests()))),
  (context) => Effect.provideContext(hubSettings, context)
)
