import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { type IncomingMessage, request, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { readSiteConfig } from "./config.ts"
import { gateway } from "./gateway.ts"
import { sessions } from "./session.ts"

interface Got {
  readonly status: number
  readonly headers: IncomingMessage["headers"]
  readonly body: string
}

const LANDING =
  '<link rel="stylesheet" href="/_astro/look.1234.css"><link rel="stylesheet" href="//evil/a.css"><h1>landing</h1>'
const site = mkdtempSync(join(tmpdir(), "site-"))
const signIns = sessions(new Uint8Array(32).fill(7))
let server: Server
let port: number
const logged: Array<string> = []

/** Node's own client: it sends any header and path as given, as an attacker would. */
const ask = (
  path: string,
  { method = "GET", headers = {}, body = "" }: { method?: string; headers?: Record<string, string>; body?: string } = {}
): Promise<Got> =>
  new Promise((resolve, reject) => {
    const call = request({ host: "127.0.0.1", port, path, method, headers: { host: `127.0.0.1:${port}`, ...headers } })
    call.once("error", reject)
    call.once("response", (answer) => {
      const parts: Array<Buffer> = []
      answer.on("data", (part: Buffer) => parts.push(part))
      answer.once("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(parts).toString("latin1")
        })
      )
    })
    call.end(body)
  })

/** The headers the stand-in API says it got. */
const passedOn = (body: string): Readonly<Record<string, string | undefined>> =>
  Schema.decodeUnknownSync(PassedOn)(body).headers
const PassedOn = Schema.fromJsonString(Schema.Struct({ headers: Schema.Record(Schema.String, Schema.String) }))

/** Sends the form of the sign-in page. */
const signInAs = (user: string, headers: Record<string, string> = {}, redirect = "") => {
  const type = { "content-type": "application/x-www-form-urlencoded" }
  const body = new URLSearchParams({ user, redirect }).toString()
  return ask("/.auth/login/local", { method: "POST", headers: { ...type, ...headers }, body })
}

const asAda = async () => {
  const { headers } = await signInAs("ada")
  return { cookie: (headers["set-cookie"]?.[0] ?? "").split(";")[0] ?? "" }
}

beforeAll(async () => {
  mkdirSync(join(site, "app"), { recursive: true })
  mkdirSync(join(site, "_astro"))
  writeFileSync(join(site, "index.html"), LANDING)
  writeFileSync(join(site, "404.html"), "<h1>lost</h1>")
  writeFileSync(join(site, "app", "index.html"), "<h1>dashboard</h1>")
  writeFileSync(join(site, "_astro", "a.1234.js"), `"${"x".repeat(5_000)}"`)
  writeFileSync(join(site, "..", "outside.txt"), "secret")
  server = gateway({
    config: readSiteConfig(join(import.meta.dirname, "../../../../staticwebapp.config.json")),
    site,
    bodyLimit: 1_000,
    log: (message) => logged.push(message),
    behind: Promise.resolve({
      sessions: signIns,
      api: async (incoming, response) => {
        if (incoming.url === "/api/v1/fails") throw new Error("inner secret")
        response.setHeader("content-type", "application/json")
        response.end(JSON.stringify({ url: incoming.url, headers: incoming.headers }))
      },
      operator: () => Promise.resolve(false),
      upgrade: (_incoming, socket) => socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n")
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.close()
  rmSync(site, { recursive: true })
})

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

  it("keeps hashed assets for a year, zipped for whoever takes it", async () => {
    const asset = await ask("/_astro/a.1234.js", { headers: { "accept-encoding": "gzip" } })
    expect(asset.headers["cache-control"]).toBe("public, max-age=31536000, immutable")
    expect(asset.headers["content-encoding"]).toBe("gzip")
    expect(asset.body.length).toBeLessThan(200)
    expect((await ask("/_astro/a.1234.js")).body).toHaveLength(5_002)
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

  it("takes no other method than reading", async () => {
    expect((await ask("/", { method: "POST" })).status).toBe(405)
    expect(await ask("/", { method: "HEAD" })).toMatchObject({ status: 200, body: "" })
  })
})

describe("who may see what", () => {
  it("sends a stranger to sign in, with the way back", async () => {
    for (const path of ["/app/", "/app/bots/?id=1", "/api/v1/bots"]) {
      const { headers, status } = await ask(path)
      expect(status, path).toBe(302)
      expect(headers.location).toBe(`/.auth/login/local?post_login_redirect_uri=${encodeURIComponent(path)}`)
    }
  })

  it("signs in with a cookie that scripts and other sites can't use", async () => {
    const page = await ask("/.auth/login/local?post_login_redirect_uri=%2Fapp%2Fbots%2F")
    expect(page.body).toContain("Who are you?")
    expect(page.headers["content-security-policy"]).toContain("default-src 'none'")
    expect(page.body).toContain('<link rel="stylesheet" href="/_astro/look.1234.css">')
    const done = await signInAs("ada", { origin: `http://127.0.0.1:${port}` }, "/app/bots/")
    expect(done).toMatchObject({ status: 303, headers: { location: "/app/bots/" } })
    const cookie = done.headers["set-cookie"]?.[0] ?? ""
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict/)
    const headers = { cookie: cookie.split(";")[0] ?? "" }
    expect((await ask("/app/", { headers })).body).toContain("dashboard")
    expect(JSON.parse((await ask("/.auth/me", { headers })).body)).toMatchObject({
      clientPrincipal: { userId: "ada", userRoles: ["anonymous", "authenticated"] }
    })
    expect(JSON.parse((await ask("/.auth/me")).body)).toEqual({ clientPrincipal: null })
    expect((await ask("/.auth/logout", { headers })).headers["set-cookie"]?.[0]).toContain("Max-Age=0")
  })

  it("does not go to another site after signing in", async () => {
    for (const wanted of ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]) {
      const { headers } = await signInAs("ada", {}, wanted)
      expect(headers.location, wanted).toBe("/app/")
    }
  })

  it("does not let another site choose who its reader is", async () => {
    for (const foreign of [{ "sec-fetch-site": "cross-site" }, { origin: "https://evil.example" }]) {
      const { headers, status } = await signInAs("ben", foreign)
      expect(status).toBe(403)
      expect(headers["set-cookie"]).toBeUndefined()
    }
  })

  it("signs nobody in by a link", async () => {
    for (const query of ["tenant=ben", "user=ben"]) {
      const { body, headers } = await ask(`/.auth/login/local?${query}`)
      expect(body).toContain("Who are you?")
      expect(headers["set-cookie"]).toBeUndefined()
    }
  })

  it("refuses a cookie that was changed, or signed with another key", async () => {
    const { cookie } = await asAda()
    const stranger = sessions(new Uint8Array(32).fill(8)).signIn({
      identityProvider: "local",
      userId: "ben",
      userDetails: "Ben",
      userRoles: ["authenticated"]
    })
    for (const forged of [
      `${cookie}A`,
      cookie.replace(".", "A."),
      stranger.split(";")[0] ?? "",
      "StaticWebAppsAuthCookie=."
    ]) {
      expect((await ask("/app/", { headers: { cookie: forged } })).status).toBe(302)
    }
  })

  it("ends a session when its time is over", () => {
    let now = 0
    const some = sessions(new Uint8Array(32), () => now)
    const cookie = some.signIn({ identityProvider: "local", userId: "ada", userDetails: "", userRoles: [] })
    expect(some.read(cookie)?.userId).toBe("ada")
    now = 31 * 86_400_000
    expect(some.read(cookie)).toBeUndefined()
  })
})

describe("what reaches the API", () => {
  const forged = Buffer.from(JSON.stringify({ userId: "ben", userRoles: ["authenticated"] })).toString("base64")

  it("carries the principal of the session and none that the caller made up", async () => {
    const answer = await ask("/api/v1/bots?x=1", {
      headers: { ...(await asAda()), "x-ms-client-principal": forged, "X-MS-CLIENT-PRINCIPAL-ID": "ben" }
    })
    const headers = passedOn(answer.body)
    expect(Buffer.from(headers["x-ms-client-principal"] ?? "", "base64").toString()).toContain('"userId":"ada"')
    expect(headers["x-ms-client-principal-id"]).toBeUndefined()
    expect(headers["cookie"]).toBeUndefined()
  })

  it("comes without a principal on the webhook, whoever says otherwise", async () => {
    const answer = await ask("/api/v1/webhooks/tradingview/t", {
      method: "POST",
      headers: { "x-ms-client-principal": forged, host: "tunnel.example" }
    })
    expect(answer.status).toBe(200)
    expect(passedOn(answer.body)["x-ms-client-principal"]).toBeUndefined()
    expect((await ask("/api/v1/webhooks/tradingview/t")).status).toBe(302)
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
    expect(logged.join()).toContain("inner secret")
  })
})

describe("requests that web pages of others make", () => {
  it("are refused by another name than this machine's", async () => {
    expect((await ask("/", { headers: { host: "evil.example" } })).status).toBe(403)
    expect((await ask("/", { headers: { host: `localhost:${port}` } })).status).toBe(200)
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
    const own = { ...ada, origin: `http://127.0.0.1:${port}`, "sec-fetch-site": "same-origin" }
    expect((await ask("/api/v1/bots", { method: "POST", headers: own })).status).toBe(200)
  })

  it("open no live connection", async () => {
    const upgrade = (origin: string) =>
      new Promise<number>((resolve, reject) => {
        const call = request({
          host: "127.0.0.1",
          port,
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
    expect(await upgrade(`http://localhost:${port + 1}`)).toBe(403)
    expect(await upgrade(`http://127.0.0.1:${port}`)).toBe(101)
    expect(await upgrade(`http://localhost:${port}`)).toBe(101)
  })
})
