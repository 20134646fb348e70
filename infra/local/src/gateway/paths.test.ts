import { connect } from "node:net"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { localTarget } from "./auth.ts"
import { startGateway } from "./gateway.fixture.ts"

let served: Awaited<ReturnType<typeof startGateway>>
beforeAll(async () => {
  served = await startGateway()
})
afterAll(() => served.stop())

/** Sends a request just as it is written and answers with its status, where it leads and what it says. */
const ask = (method: string, path: string, headers: Readonly<Record<string, string>> = {}, sent = "") =>
  new Promise<{ status: number; location: string | undefined; body: string }>((resolve, reject) => {
    const all = { Host: `127.0.0.1:${served.port}`, Connection: "close", ...headers }
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
    let text = ""
    const socket = connect(served.port, "127.0.0.1")
    socket.on("data", (part) => (text += part.toString("latin1")))
    socket.once("error", reject)
    socket.once("close", () => {
      const [head = "", body = ""] = text.split(/\r\n\r\n(.*)/s)
      resolve({ status: Number(head.slice(9, 12)), location: /^location: (.*)$/im.exec(head)?.[1]?.trim(), body })
    })
    socket.write([`${method} ${path} HTTP/1.1`, ...lines, "", sent].join("\r\n"), "latin1")
  })

const tunnel = { Host: "tunnel.example", "Content-Length": "0" }
const signIn = /^\/\.auth\/login\/local\?post_login_redirect_uri=/

describe("every decision is made on one form of the path", () => {
  it("opens nothing but webhooks to a foreign host", async () => {
    expect(await ask("POST", "/api/v1/webhooks/tradingview/x", tunnel)).toMatchObject({ status: 200 })
    for (const path of [
      "/api/v1/webhooks/../bots",
      "/api/v1/webhooks/%2e%2e/bots",
      "/api/v1/webhooks/x/../../bots",
      "/api/v1/webhooks/./../../../app/",
      "/api/v1/webhooks//../..//v1/bots",
      "/api/v1/webhooks",
      "/api/v1/WEBHOOKS/x",
      "/api/v1/webhooks%2f..%2fbots",
      "/api\\v1\\webhooks\\x",
      "/%00",
      "http://127.0.0.1/api/v1/webhooks/x",
      "http://["
    ])
      for (const method of ["GET", "POST", "DELETE"])
        expect((await ask(method, path, tunnel)).status, `${method} ${path}`).toBe(403)
  })

  it("asks for a sign-in however the path of what is guarded is written", async () => {
    for (const path of [
      "//app/",
      "/%61pp/",
      "/./app/",
      "/x/../app/",
      "/x/%2E%2e/app/",
      "/APP/",
      "/App/index.html",
      "/app//",
      "/app/..//app/index",
      "/app/%2e/"
    ]) {
      const { location = "", status } = await ask("GET", path)
      expect({ path, status, signIn: signIn.test(location) }).toEqual({ path, status: 302, signIn: true })
    }
  })

  it("serves no file under another name than its own", async () => {
    for (const path of [
      "/..%2fapp/",
      "/app%2findex.html",
      "/app%5cindex.html",
      "/app\\index.html",
      "/plain\\..\\app/",
      "/app./",
      "/app%20/",
      "/app.%20/index.html",
      "/plain/index.html::$DATA",
      "/app;/",
      "/%2561pp/",
      "/%252e%252e/app/",
      "/%c0%af",
      "/%",
      "/a%00b",
      "*",
      `http://127.0.0.1:${served.port}/app/`,
      "/staticwebapp.config.json",
      "/plain/../%73taticwebapp.config.json"
    ])
      expect(await ask("GET", path), path).toMatchObject({ status: 404, body: "<h1>lost</h1>" })
    expect(await ask("GET", "/x/..//plain/%69ndex.html")).toMatchObject({ status: 200, body: "<h1>plain</h1>" })
  })

  it("leads nobody to another host", async () => {
    for (const path of [
      "//evil.example/..%2fplain",
      "//evil.example/../plain",
      "/\\evil.example/../plain",
      "///plain"
    ]) {
      const { location } = await ask("GET", path)
      expect([undefined, "/plain/"], path).toContain(location)
    }
    expect((await ask("GET", "//plain?x=//evil")).location).toBe("/plain/?x=//evil")
    for (const path of ["//evil.example/app/../../app/", "//app//evil.example/"]) {
      const { location = "" } = await ask("GET", path)
      expect(location, path).toMatch(signIn)
      expect(decodeURIComponent(location.replace(signIn, "")), path).toMatch(/^\/app\//)
    }
  })

  it.each([
    ["/app/bots/?id=1#x", "/app/bots/?id=1#x"],
    ["//evil.example/", "/app/"],
    ["/.//evil.example/", "/evil.example/"],
    ["/%2e//evil.example/", "/evil.example/"],
    ["/x/..//evil.example/..%2fapp", "/evil.example/..%2Fapp"],
    ["\\\\evil.example", "/app/"],
    ["/\t/evil.example", "/app/"],
    ["/%2eauth/logout", "/app/"],
    ["/x/../.auth//logout", "/app/"],
    ["/%00", "/app/"]
  ])("a sign-in for %j ends at %j", (wanted, ends) => {
    expect(localTarget(wanted)).toBe(ends)
  })

  it("gives the API, the hub and the sign-in the same path, and a large body only where it belongs", async () => {
    const token = { "Content-Length": "0" }
    const webhook = "/x/..//api/v1/%77ebhooks/tradingview/a%2Fb?x=/../y"
    expect(JSON.parse((await ask("POST", webhook, token)).body)).toMatchObject({
      url: "/api/v1/webhooks/tradingview/a%2Fb?x=/../y",
      bodyLimit: 1_000
    })
    expect((await ask("GET", "/x/../.auth//me")).body).toContain("clientPrincipal")
    const upgrade = { Connection: "Upgrade", Upgrade: "websocket" }
    expect((await ask("GET", "//client/./hubs/h?a=//b", upgrade)).body).toBe("/client/hubs/h?a=//b")
    const large = { "Content-Length": "2000", ...(await served.as("ada")) }
    for (const path of ["/api/v1/candles/import/../../bots", "/api/v1/candles/import/%2e%2e/x"])
      expect((await ask("POST", path, large)).status, path).toBe(413)
    expect(JSON.parse((await ask("POST", "//api/v1/candles/%69mport/x", large, "x".repeat(2_000))).body)).toMatchObject(
      {
        bodyLimit: 100_000
      }
    )
  })
})
