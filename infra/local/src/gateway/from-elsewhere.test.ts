import { mkdtempSync, rmSync } from "node:fs"
import { request } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { forgetPassphrase, setPassphrase } from "../passphrase/passphrase.ts"
import { startGateway } from "./gateway.fixture.ts"
import { isServedAs } from "./reach.ts"
import { OF_ONE } from "./tries.ts"

const words = "correct horse battery staple"
const folder = mkdtempSync(join(tmpdir(), "elsewhere-"))
const file = join(folder, "passphrase.json")
const tower = { listen: "127.0.0.1", publicUrl: new URL("https://tower.example") }
/** As the owner's proxy passes a browser's request on. */
const proxied = (from = "203.0.113.1") => ({
  host: "tower.example",
  origin: "https://tower.example",
  "x-forwarded-for": from
})
const form = (passphrase: string) => ({ user: "ada", passphrase })

let gate: Awaited<ReturnType<typeof startGateway>>
beforeAll(async () => {
  await setPassphrase(file, words)
  gate = await startGateway({ reach: tower, passphrase: file })
})
afterAll(async () => {
  await gate.stop()
  rmSync(folder, { recursive: true, force: true })
})

const cookieOf = (headers: { readonly "set-cookie"?: ReadonlyArray<string> | undefined }) =>
  headers["set-cookie"]?.[0] ?? ""
const told = Schema.decodeUnknownSync(
  Schema.fromJsonString(Schema.Struct({ headers: Schema.Record(Schema.String, Schema.String) }))
)

describe("a TradingTower that others can reach", () => {
  it("asks for the passphrase, and lets nobody in without", async () => {
    const page = await gate.ask("/.auth/login/local", { headers: proxied() })
    expect(page.body).toContain('name="passphrase"')
    const wrong = await gate.sendForm(form("open sesame, please"), proxied("203.0.113.2"))
    expect(wrong.status).toBe(401)
    expect(wrong.body).toContain("not the passphrase")
    expect(wrong.headers["set-cookie"]).toBeUndefined()
    expect((await gate.sendForm({ user: "ada" }, proxied("203.0.113.2"))).status).toBe(401)
    expect((await gate.sendForm({ user: "ada" })).status).toBe(401)
  })

  it("lets in who knows it, with a cookie for https alone, and tells the API where the page is", async () => {
    const right = await gate.sendForm(form(words), proxied())
    expect(right.status).toBe(303)
    expect(cookieOf(right.headers)).toMatch(/; HttpOnly; SameSite=Strict; .*Secure$/)
    const headers = { ...proxied(), cookie: cookieOf(right.headers).split(";")[0] ?? "" }
    const asked = told((await gate.ask("/api/v1/bots", { method: "POST", headers })).body).headers
    expect(asked["x-tradetower-origin"]).toBe("https://tower.example")
    expect(asked["x-forwarded-for"]).toBeUndefined()

    const here = await gate.sendForm(form(words))
    expect(cookieOf(here.headers)).not.toContain("Secure")
    const local = told(
      (await gate.ask("/api/v1/bots", { headers: { cookie: cookieOf(here.headers).split(";")[0] ?? "" } })).body
    ).headers
    expect(local["x-tradetower-origin"]).toBe(`http://127.0.0.1:${gate.port}`)
  })

  it("is guessed at a few times only, and whoever counts on a forged address is counted all the same", async () => {
    const guess = (from: string) => gate.sendForm(form("not the right words"), proxied(from))
    const statuses: Array<number> = []
    // The proxy writes last whom it sees; what stands before it the caller made up.
    for (let i = 0; i < OF_ONE.burst + 2; i++) statuses.push((await guess(`10.0.0.${i}, 203.0.113.66`)).status)
    expect(statuses).toEqual([...Array.from({ length: OF_ONE.burst }, () => 401), 429, 429])
    const limited = await gate.sendForm(form(words), proxied("203.0.113.66"))
    expect(limited.status).toBe(429)
    expect(Number(limited.headers["retry-after"])).toBeGreaterThan(0)
    expect(limited.body).toMatch(/next may be made in \d+ s/)
    expect((await gate.sendForm(form(words), proxied("203.0.113.1"))).status).toBe(303)
  })

  it("answers its public name, this computer's, and no other; only its own pages change anything", async () => {
    const status = async (headers: Record<string, string>, method = "GET") =>
      (await gate.ask("/", { headers, method })).status
    expect(await status({ host: "tower.example" })).toBe(200)
    expect(await status({ host: "TOWER.example" })).toBe(200)
    expect(await status({ host: `127.0.0.1:${gate.port}` })).toBe(200)
    for (const host of ["evil.example", "tower.example.evil.example", "tower.example:81", "192.0.2.7"])
      expect(await status({ host, "x-forwarded-host": "tower.example" }), host).toBe(403)
    for (const origin of ["https://evil.example", "http://tower.example", "null"])
      expect((await gate.sendForm(form(words), { ...proxied(), origin })).status, origin).toBe(403)
  })

  it("takes live connections from its public pages alone", async () => {
    const upgrade = (headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        const call = request({
          host: "127.0.0.1",
          port: gate.port,
          path: "/client/hubs/tradetower",
          headers: { connection: "upgrade", upgrade: "websocket", ...headers }
        })
        call.once("upgrade", (answer, socket) => {
          socket.destroy()
          resolve(answer.statusCode ?? 0)
        })
        call.once("response", (answer) => resolve(answer.statusCode ?? 0))
        call.once("error", reject)
        call.end()
      })
    expect(await upgrade(proxied())).toBe(101)
    expect(await upgrade({ ...proxied(), origin: "https://evil.example" })).toBe(403)
  })

  it("says where it can be reached to who is signed in", async () => {
    const signedIn = await gate.sendForm(form(words), proxied())
    const headers = { ...proxied(), cookie: cookieOf(signedIn.headers).split(";")[0] ?? "" }
    const reach = await gate.ask("/.local/reach", { headers })
    expect(JSON.parse(reach.body)).toEqual({ publicUrl: "https://tower.example", network: "THIS_COMPUTER" })
    expect((await gate.ask("/.local/reach", { headers: proxied() })).body).toBe("")
  })
})

describe("a passphrase that is changed from a shell", () => {
  it("signs everybody out; forgotten, it lets nobody in from elsewhere", async () => {
    const signedIn = await gate.sendForm(form(words), proxied())
    const headers = { ...proxied(), cookie: cookieOf(signedIn.headers).split(";")[0] ?? "" }
    const isIn = async () => (await gate.ask("/app/", { headers })).status === 200
    expect(await isIn()).toBe(true)
    const before = gate.ended.length
    await setPassphrase(file, "other words, not those")
    await expect.poll(isIn).toBe(false)
    expect(gate.ended.length).toBeGreaterThan(before)
    expect((await gate.sendForm(form("other words, not those"), proxied())).status).toBe(303)
    forgetPassphrase(file)
    const page = async () => (await gate.ask("/.auth/login/local", { headers: proxied() })).body
    await expect.poll(page).toContain("No passphrase is set")
    expect((await gate.sendForm({ user: "ada" }, proxied())).status).toBe(403)
    expect((await gate.sendForm({ user: "ada" })).status).toBe(403)
  })
})

describe("a TradingTower for this computer alone", () => {
  it("is one click away, and not through a tunnel nobody told it of", async () => {
    const alone = await startGateway()
    expect((await alone.sendForm({ user: "ada" })).status).toBe(303)
    const tunnelled = { "x-forwarded-for": "203.0.113.5" }
    expect((await alone.sendForm({ user: "ada" }, tunnelled)).body).toContain("--public-url")
    const alert = await alone.ask("/api/v1/webhooks/tradingview/t", { method: "POST", headers: tunnelled })
    expect(alert.status).toBe(200)
    await alone.stop()
  })

  it("asks for the passphrase if one was set", async () => {
    const kept = join(folder, "alone.json")
    await setPassphrase(kept, words)
    const alone = await startGateway({ passphrase: kept })
    expect((await alone.sendForm({ user: "ada" })).status).toBe(401)
    expect((await alone.sendForm(form(words))).status).toBe(303)
    await alone.stop()
  })

  it("goes by numbers where it listens, and by no name it wasn't given", () => {
    const own = { listen: "192.0.2.7", publicUrl: undefined }
    expect(isServedAs(own, "192.0.2.7:4280")).toBe(true)
    expect(isServedAs(own, "192.0.2.8:4280")).toBe(false)
    expect(isServedAs(own, "evil.example:4280")).toBe(false)
    const any = { listen: "0.0.0.0", publicUrl: undefined }
    expect(isServedAs(any, "127.0.0.1:4280")).toBe(true)
    expect(isServedAs(any, "198.51.100.1:4280")).toBe(false)
    expect(isServedAs(any, "evil.example")).toBe(false)
    expect(isServedAs({ listen: "::", publicUrl: undefined }, "[::1]:4280")).toBe(true)
  })
})
