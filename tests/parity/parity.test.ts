import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { Effect, Exit, Scope } from "effect"
import { startSystem, swaCli } from "@tradetower/local"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { freePort } from "../system/free-port.ts"
import { platformFor } from "../system/on-azure.ts"
import { ask as request, until } from "../system/trader.ts"

const root = resolve(import.meta.dirname, "../..")
const scope = Scope.makeUnsafe()
const folder = mkdtempSync(join(tmpdir(), "parity-"))
let ours: string
let theirs: string
let stop: () => Promise<void> = () => Promise.resolve()

beforeAll(async () => {
  const site = join(folder, "site")
  mkdirSync(join(site, "app", "bots"), { recursive: true })
  mkdirSync(join(site, "_astro"))
  for (const page of ["index", "404", "app/index", "app/bots/index"]) writeFileSync(join(site, `${page}.html`), page)
  writeFileSync(join(site, "_astro", "a.js"), "1")
  writeFileSync(join(site, "manifest.webmanifest"), "{}")

  const system = await startSystem({
    demo: true,
    folder: join(folder, "world"),
    configFolder: join(folder, "config"),
    ...platformFor(folder),
    site,
    bareApi: true,
    telemetry: { logs: "off" }
  })
  stop = system.stop
  ours = system.url
  // What health says changes once, when prices are there: both are asked after that.
  await until(
    "prices are there",
    () => request(`${ours}/api/v1/health`, "GET"),
    ({ body }) => !("prices" in Object(body))
  )
  theirs = await Effect.runPromise(
    Scope.provide(
      swaCli({
        site,
        config: join(root, "staticwebapp.config.json"),
        api: system.bareApi ?? "",
        port: await freePort(),
        timeoutMs: 240_000
      }),
      scope
    )
  )
})

afterAll(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  await stop()
  rmSync(folder, { recursive: true, force: true })
})

/** The headers that `staticwebapp.config.json` promises. */
const PROMISED = [
  "strict-transport-security",
  "x-content-type-options",
  "referrer-policy",
  "permissions-policy",
  "content-security-policy"
]

const ask = async (origin: string, method: string, path: string, cookie: string) => {
  const answer = await fetch(origin + path, {
    method,
    redirect: "manual",
    headers: { ...(cookie !== "" && { cookie }), ...(method === "POST" && { "content-type": "application/json" }) },
    ...(method === "POST" && { body: "{}" })
  })
  const location = answer.headers.get("location")
  const ok = answer.status === 200
  return {
    status: answer.status,
    // The CLI writes whole addresses, we write paths: both lead to the same place.
    location: location === null ? null : new URL(location, origin).href.slice(origin.length),
    type: ok ? answer.headers.get("content-type")?.split(";")[0] : undefined,
    promised: ok && !path.startsWith("/api/") ? PROMISED.map((name) => answer.headers.get(name)) : undefined,
    longLived: path.startsWith("/_astro/") ? answer.headers.get("cache-control") : undefined,
    body: await answer.text()
  }
}

const principal = {
  identityProvider: "local",
  userId: "ada",
  userDetails: "Ada",
  userRoles: ["anonymous", "authenticated"]
}

/** Each signs in its own way; what counts is who it says is there afterwards. */
const cookiesOfAda = async () => {
  const answer = await fetch(`${ours}/.auth/login/local`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ user: "ada" })
  })
  return {
    ours: answer.headers.getSetCookie()[0]?.split(";")[0] ?? "",
    theirs: `StaticWebAppsAuthCookie=${Buffer.from(JSON.stringify(principal)).toString("base64")}`
  }
}

const requests: ReadonlyArray<readonly [string, string]> = [
  ["GET", "/"],
  ["GET", "/index.html"],
  ["GET", "/app"],
  ["GET", "/app/"],
  ["GET", "/app/?bot=1"],
  ["GET", "/app/bots/"],
  ["GET", "/app/nowhere/"],
  ["GET", "/nowhere"],
  ["GET", "/nowhere.js"],
  ["GET", "/_astro/a.js"],
  ["GET", "/manifest.webmanifest"],
  ["GET", "/staticwebapp.config.json"],
  ["GET", "/login"],
  ["POST", "/"],
  ["DELETE", "/app/"],
  ["GET", "/api/v1/me"],
  ["GET", "/api/v1/health"],
  ["GET", "/api/v1/bots"],
  ["GET", "/api/v1/strategies"],
  ["GET", "/api/v1/nowhere"],
  ["POST", "/api/v1/bots"],
  ["POST", "/api/v1/webhooks/tradingview/wrong"],
  ["GET", "/api/v1/webhooks/tradingview/wrong"]
]

describe("our gateway and the Static Web Apps CLI", () => {
  it.each(requests)("answer a stranger alike: %s %s", async (method, path) => {
    const [here, there] = await Promise.all([ask(ours, method, path, ""), ask(theirs, method, path, "")])
    expect(here).toEqual(there)
  })

  it.each(requests)("answer Ada alike: %s %s", async (method, path) => {
    const cookies = await cookiesOfAda()
    const [here, there] = await Promise.all([
      ask(ours, method, path, cookies.ours),
      ask(theirs, method, path, cookies.theirs)
    ])
    expect(here).toEqual(there)
  })

  it("say alike who is there", async () => {
    const cookies = await cookiesOfAda()
    const me = (origin: string, cookie: string) =>
      fetch(`${origin}/.auth/me`, { headers: { cookie } }).then((got) => got.json())
    expect(await me(ours, cookies.ours)).toEqual(await me(theirs, cookies.theirs))
    expect(await me(ours, "")).toEqual(await me(theirs, ""))
    expect(await me(ours, cookies.ours)).toEqual({ clientPrincipal: principal })
  })
})
