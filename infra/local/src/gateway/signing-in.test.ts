import { createHash } from "node:crypto"
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { startGateway } from "./gateway.fixture.ts"

let gate: Awaited<ReturnType<typeof startGateway>>
const ask: typeof gate.ask = (...asked) => gate.ask(...asked)
const asAda = (headers: Record<string, string> = {}) => gate.as("ada", headers)

const readSessions = Schema.decodeUnknownSync(
  Schema.fromJsonString(
    Schema.Struct({
      sessions: Schema.Array(Schema.Struct({ id: Schema.String, browser: Schema.String, current: Schema.Boolean }))
    })
  )
)

beforeAll(async () => {
  gate = await startGateway()
})
afterAll(() => gate.stop())

describe("signing in", () => {
  it("signs in with a cookie that scripts and other sites can't use", async () => {
    const page = await ask("/.auth/login/local?post_login_redirect_uri=%2Fapp%2Fbots%2F")
    expect(page.body).toContain("Who are you?")
    expect(page.headers["content-security-policy"]).toContain("default-src 'none'")
    expect(page.body).toContain("<style>h1{color:red}</style>")
    expect(page.body).not.toContain("evil")
    const hash = createHash("sha256").update("h1{color:red}").digest("base64")
    expect(page.headers["content-security-policy"]).toContain(`style-src 'sha256-${hash}';`)
    const done = await gate.sendForm(
      { user: "ada", redirect: "/app/bots/" },
      { origin: `http://127.0.0.1:${gate.port}` }
    )
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
      const { headers } = await gate.sendForm({ user: "ada", redirect: wanted })
      expect(headers.location, wanted).toBe("/app/")
    }
  })

  it("does not let another site choose who its reader is", async () => {
    for (const foreign of [{ "sec-fetch-site": "cross-site" }, { origin: "https://evil.example" }]) {
      const { headers, status } = await gate.sendForm({ user: "ben" }, foreign)
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

  it("refuses a cookie that was changed or made up", async () => {
    const { cookie } = await asAda()
    for (const forged of [`${cookie}A`, cookie.slice(0, -1), "StaticWebAppsAuthCookie=.", "StaticWebAppsAuthCookie="])
      expect((await ask("/app/", { headers: { cookie: forged } })).status).toBe(302)
  })

  it("is ended by signing out: the cookie is worth nothing to whoever kept it", async () => {
    const headers = await asAda()
    expect((await ask("/app/", { headers })).status).toBe(200)
    const before = gate.ended.length
    await ask("/.auth/logout", { headers })
    expect(gate.ended).toHaveLength(before + 1)
    expect((await ask("/app/", { headers })).status).toBe(302)
    expect((await ask("/.auth/logout")).headers["set-cookie"]).toBeUndefined()
  })

  it("is listed and ended device by device, and only one's own", async () => {
    const [ada, tablet, ben] = [await asAda(), await asAda({ "user-agent": "Firefox/1 Android" }), await gate.as("ben")]
    const list = async (headers: Record<string, string>) =>
      readSessions((await ask("/.local/sessions", { headers })).body).sessions
    const seen = await list(ada)
    expect(seen.filter(({ current }) => current)).toHaveLength(1)
    expect(seen.map(({ browser }) => browser)).toContain("Firefox on Android")
    const own = (await list(tablet)).find(({ current }) => current)?.id ?? ""
    const end = (headers: Record<string, string>, id = "") =>
      ask(`/.local/sessions${id && `/${id}`}`, { method: "DELETE", headers })
    expect((await end({}, own)).status).toBe(401)
    expect((await end(ben, own)).status).toBe(404)
    expect((await ask("/app/", { headers: tablet })).status).toBe(200)
    expect((await end({ ...ada, "sec-fetch-site": "cross-site" }, own)).status).toBe(403)
    expect((await end(ada, own)).status).toBe(204)
    expect((await ask("/app/", { headers: tablet })).status).toBe(302)
    const third = await asAda()
    expect((await end(ada)).status).toBe(204)
    expect((await ask("/app/", { headers: third })).status).toBe(302)
    expect(await list(ada)).toHaveLength(1)
    expect(await list(ben)).toHaveLength(1)
  })
})
