import { Effect, Layer } from "effect"
import { expect, it } from "@effect/vitest"
import { embeddedPlatformForTests, Hub } from "@tradetower/platform/embedded"
import { hubServer, signedToken } from "./hub-server.ts"
import { connectedScreen, until } from "./screen.ts"

const path = "/api/hubs/tradetower/groups/user%3Aada%3Abots/:send"

it.live("the REST call of the Azure SDK reaches a group, and only with a token for that address", () =>
  Effect.gen(function* () {
    const hub = yield* Hub
    const { url } = hub.negotiate("ada", ["user:ada:bots"], 60)
    const screen = yield* connectedScreen(url)
    const origin = new URL(url).origin.replace("ws", "http")
    const now = Math.floor(Date.now() / 1000)
    const token = (address: string, key = hub.accessKey, exp = now + 60) =>
      signedToken(key, { aud: address, iat: now, exp })
    const post = (bearer: string, body: string, type = "application/json") =>
      Effect.promise(() =>
        fetch(`${origin}${path}?api-version=2024-12-01`, {
          method: "POST",
          body,
          headers: { authorization: `Bearer ${bearer}`, "content-type": type }
        }).then((response) => response.status)
      )
    const good = token(`${origin}${path}`)
    expect(yield* post(good, '{"price":"64000"}')).toBe(202)
    expect(yield* post(good, "plain", "text/plain")).toBe(202)
    yield* until(screen, (each) => each.messages.length === 2)
    expect(screen.data("user:ada:bots")).toEqual([{ price: "64000" }, "plain"])

    expect(yield* post(good, "{")).toBe(400)
    expect(yield* post("", "{}")).toBe(401)
    expect(yield* post(token(`${origin}${path}`, "another key"), "{}")).toBe(401)
    expect(yield* post(token(`${origin}${path}`, hub.accessKey, now - 1), "{}")).toBe(401)
    expect(yield* post(token(`${origin}${path.replace("ada", "ben")}`), "{}")).toBe(401)
    expect(yield* post(good, JSON.stringify("x".repeat(1024 * 1024)))).toBe(413)
    // A screen's own token is for connecting, not for sending.
    expect(yield* post(new URL(url).searchParams.get("access_token") ?? "", "{}")).toBe(401)
    expect(screen.messages).toHaveLength(2)
  }).pipe(Effect.scoped, Effect.provide(hubServer.pipe(Layer.provideMerge(embeddedPlatformForTests()))))
)
