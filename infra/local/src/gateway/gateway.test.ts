import { request } from "node:http"
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { LANDING, startGateway } from "./gateway.fixture.ts"

let gate: Awaited<ReturnType<typeof startGateway>>
const ask: typeof gate.ask = (...asked) => gate.ask(...asked)
const asAda = () => gate.as("ada")

/** The headers the stand-in API says it got. */
const passedOn = (body: string): Readonly<Record<string, string | undefined>> =>
  Schema.decodeUnknownSync(PassedOn)(body).headers
const PassedOn = Schema.fromJsonString(Schema.Struct({ headers: Schema.Record(Schema.String, Schema.String) }))

beforeAll(async () => {
  gate = await startGateway()
})
afterAll(() => gate.stop())

describe("the site", () => {
  it("is served with the headers of staticwebapp.config.json", async () => {
    const landing = await ask("/")
    expect(landing).toMatchObject({ status: 200, body: LANDING })
    expect(landing.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "x-content-type-options": "nosniff",
      "content-security-policy": "frame-ancestors 'none'",
      "cache-control": "no-cache"
    })
    expect(landing.headers["strict-transport-security"]).toContain("max-age=")
  })

  it("keeps hashed assets for a year, as small as whoever asks can take them", async () => {
    const coded = async (path: string, accepted: string) => {
      const { body, headers } = await ask(path, { headers: { "accept-encoding": accepted } })
      expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable")
      expect(headers["vary"]).toBe("accept-encoding")
      return { encoding: headers["content-encoding"], small: body.length < 200 }
    }
    const plain = { encoding: undefined, small: false }
    expect(await coded("/_astro/a.1234.js", "gzip, deflate, br")).toEqual({ encoding: "br", small: true })
    expect(await coded("/_astro/a.1234.js", "gzip;q=0.8, br;q=0")).toEqual({ encoding: "gzip", small: true })
    expect(await coded("/_astro/a.1234.js", "identity")).toEqual(plain)
    expect(await coded("/_astro/old.js", "br")).toEqual(plain)
  })

  it("answers 304 to whoever has the page already", async () => {
    const { headers } = await ask("/")
    const again = await ask("/", { headers: { "if-none-match": headers.etag ?? "" } })
    expect(again).toMatchObject({ status: 304, body: "" })
  })

  it("shows its own page for what is not there, and nothing outside its folder", async () => {
    for (const path of ["/nowhere", "/../outside.txt", "/%2e%2e/outside.txt", "/..%2foutside.txt", "/%ff", "/a%00b"]) {
      expect(await ask(path), path).toMatchObject({ status: 404, body: "<h1>lost</h1>" })
    }
    expect((await ask("/staticwebapp.config.json")).status).toBe(404)
  })

  it("answers whoever asks the API with a problem, also where the address is none", async () => {
    for (const path of ["/api/v1/venues/a%00b/instruments", "/api/v1/bots/%", "/api/v1/bots/%ff", "/api/%zz"]) {
      const { body, headers, status } = await ask(path)
      expect([status, headers["content-type"]], path).toEqual([400, "application/problem+json"])
      expect(JSON.parse(body), path).toMatchObject({ status: 400, title: "The request can't be read" })
    }
  })

  it("takes no other method than reading", async () => {
    expect((await ask("/", { method: "POST" })).status).toBe(405)
    expect(await ask("/", { method: "HEAD" })).toMatchObject({ status: 200, body: "" })
  })
})

describe("who may see what", () => {
  it("sends a stranger to sign in, with the way back", async () => {
    for (const path of ["/app/", "/app/bots/?id=1"]) {
      const { headers, status } = await ask(path)
      expect(status, path).toBe(302)
      expect(headers.location).toBe(`/.auth/login/local?post_login_redirect_uri=${encodeURIComponent(path)}`)
    }
  })
})

describe("a program that has not signed in", () => {
  it("is sent to no page: the API itself answers, and is told of nobody", async () => {
    const { body, headers, status } = await ask("/api/v1/bots")
    expect(status).toBe(200)
    expect(headers.location).toBeUndefined()
    expect(passedOn(body)["x-ms-client-principal"]).toBeUndefined()
  })

  it("is told that the system is only just starting, and what that waits for", async () => {
    const young = await startGateway({ starting: true })
    const health = await young.ask("/api/v1/health")
    expect([health.status, JSON.parse(health.body)]).toEqual([503, { status: "starting", prices: "looking" }])
    const api = await young.ask("/api/v1/bots")
    expect([api.status, api.headers["retry-after"]]).toEqual([503, "1"])
    expect(api.body).toContain("looks for live prices")
    const post = await young.ask("/.auth/login/local", { method: "POST", body: "user=ada" })
    expect([post.status, JSON.parse(post.body)]).toMatchObject([503, { title: "Starting" }])
    await young.stop()
  })
})

describe("who looks at pages while the system is only just starting", () => {
  it("sees what anybody may see, and in place of the rest a page that says so and asks again", async () => {
    const young = await startGateway({ starting: true })
    const read = (path: string) => young.ask(path, { headers: { accept: "text/html", cookie: "tradetower=of-before" } })
    expect((await read("/")).body).toBe(LANDING)
    for (const path of ["/app/", "/.auth/login/local"]) {
      const { body, headers, status } = await read(path)
      expect([status, headers["retry-after"]]).toEqual([503, "1"])
      expect(body).toContain("It looks for live prices")
      expect(body).toContain('http-equiv="refresh" content="1"')
      expect(headers["content-security-policy"]).toContain("default-src 'none'")
    }
    await young.stop()
  })
})

describe("what reaches the API", () => {
  const forged = Buffer.from(JSON.stringify({ userId: "ben", userRoles: ["authenticated"] })).toString("base64")

  it("carries the principal of the session and none that the caller made up", async () => {
    const answer = await ask("/api/v1/bots?x=1", {
      headers: {
        ...(await asAda()),
        "x-ms-client-principal": forged,
        "X-MS-CLIENT-PRINCIPAL-ID": "ben",
        "x-tradetower-session": "another's",
        "x-tradetower-origin": "https://evil.example"
      }
    })
    const headers = passedOn(answer.body)
    expect(Buffer.from(headers["x-ms-client-principal"] ?? "", "base64").toString()).toContain('"userId":"ada"')
    expect(headers["x-ms-client-principal-id"]).toBeUndefined()
    expect(headers["cookie"]).toBeUndefined()
    expect(headers["x-tradetower-session"]).not.toBe("another's")
    expect(headers["x-tradetower-origin"]).toBe(`http://127.0.0.1:${gate.port}`)
  })

  it("comes without a principal on the webhook, whoever says otherwise", async () => {
    const answer = await ask("/api/v1/webhooks/tradingview/t", {
      method: "POST",
      headers: { "x-ms-client-principal": forged, host: "tunnel.example" }
    })
    expect(answer.status).toBe(200)
    expect(passedOn(answer.body)["x-ms-client-principal"]).toBeUndefined()
    expect((await ask("/api/v1/webhooks/tradingview/t")).headers.location).toBeUndefined()
  })

  it("is not too long", async () => {
    const { body, status } = await ask("/api/v1/bots", {
      method: "POST",
      headers: await asAda(),
      body: "x".repeat(1_001)
    })
    expect(status).toBe(413)
    expect(JSON.parse(body)).toMatchObject({ status: 413 })
    expect(body).toContain("1000 bytes")
  })

  it("answers a failure with nothing of the inside", async () => {
    const { body, status } = await ask("/api/v1/fails", { headers: await asAda() })
    expect(status).toBe(500)
    expect(body).not.toContain("inner")
    expect(gate.logged.join()).toContain("inner secret")
  })
})

describe("requests that web pages of others make", () => {
  it("are refused by another name than this machine's", async () => {
    expect((await ask("/", { headers: { host: "evil.example" } })).status).toBe(403)
    expect((await ask("/", { headers: { host: `localhost:${gate.port}` } })).status).toBe(200)
  })

  it("change nothing", async () => {
    const ada = await asAda()
    for (const headers of [
      { origin: "https://evil.example" },
      { "sec-fetch-site": "cross-site" },
      { origin: "null" }
    ]) {
      expect((await ask("/api/v1/bots", { method: "POST", headers: { ...ada, ...headers } })).status).toBe(403)
    }
    const own = { ...ada, origin: `http://127.0.0.1:${gate.port}`, "sec-fetch-site": "same-origin" }
    expect((await ask("/api/v1/bots", { method: "POST", headers: own })).status).toBe(200)
  })

  it("open no live connection", async () => {
    const upgrade = (origin: string) =>
      new Promise<number>((resolve, reject) => {
        const call = request({
          host: "127.0.0.1",
          port: gate.port,
          path: "/client/hubs/live",
          headers: { origin, connection: "upgrade", upgrade: "websocket" }
        })
        call.once("upgrade", (answer, socket) => {
          socket.destroy()
          resolve(answer.statusCode ?? 0)
        })
        call.once("response", (answer) => resolve(answer.statusCode ?? 0))
        call.once("error", reject)
        call.end()
      })
    expect(await upgrade("https://evil.example")).toBe(403)
    expect(await upgrade(`http://localhost:${gate.port + 1}`)).toBe(403)
    expect(await upgrade(`http://127.0.0.1:${gate.port}`)).toBe(101)
    expect(await upgrade(`http://localhost:${gate.port}`)).toBe(101)
  })
})
