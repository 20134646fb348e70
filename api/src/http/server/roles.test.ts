import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { Store, Users } from "@tradetower/platform"
import { startApp, tenant, type TestApp } from "../../testing.ts"
import { rolesOf, tenantOf } from "./roles.ts"

const ISSUER = "https://tower.ciamlogin.com/0a/v2.0"
const claims = (iss: unknown, oid: unknown, ...more: ReadonlyArray<{ typ: string; val: unknown }>) => [
  { typ: "iss", val: iss },
  { typ: "oid", val: oid },
  ...more
]

describe("the roles of who was signed in", () => {
  it("name a tenant made of issuer and person alone, the same every time", () => {
    // From outside: printf '%s' 'https://tower.ciamlogin.com/0a/v2.0|7f' | sha256sum | xxd -r -p | base32 | head -c 26
    const tenantId = "to4mru3nobodyfqzms3sozhu6e"
    expect(tenantOf(ISSUER, "7f")).toBe(tenantId)
    expect(rolesOf({ claims: claims(ISSUER, "7f", { typ: "name", val: "Ada" }) })).toEqual(["trader", `t-${tenantId}`])
    const byOldName = { typ: "http://schemas.microsoft.com/identity/claims/objectidentifier", val: "7f" }
    expect(rolesOf({ claims: [{ typ: "iss", val: ISSUER }, byOldName] })).toEqual(["trader", `t-${tenantId}`])
  })

  it("differ by person and by issuer", () => {
    const tenants = [tenantOf(ISSUER, "7f"), tenantOf(ISSUER, "7e"), tenantOf("https://other.test", "7f")]
    expect(new Set(tenants).size).toBe(3)
  })

  it("are none where the claims don't say who it is, or say two", () => {
    for (const unclear of [
      [],
      claims(ISSUER, ""),
      claims(undefined, "7f"),
      claims(ISSUER, 7),
      claims(ISSUER, "7f", { typ: "oid", val: "7e" }),
      claims(ISSUER, "7f", { typ: "iss", val: "https://other.test" })
    ])
      expect(rolesOf({ claims: unclear })).toEqual([])
  })
})

describe("/roles", () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startApp()
  })
  afterAll(() => app.stop())
  const body = {
    identityProvider: "entra",
    userId: "ada",
    userDetails: "Ada",
    claims: claims(ISSUER, "7f", { typ: "verified", val: true }),
    accessToken: "secret-token"
  }

  it("answers the gateway as it asks", async () => {
    const answer = await app.ask("POST", "/roles", { body })
    expect([answer.status, answer.json]).toEqual([200, { roles: ["trader", `t-${tenantOf(ISSUER, "7f")}`] }])
    expect(answer.text).not.toContain("secret-token")
  })

  it("lets whoever else asks in nowhere, and keeps nothing of them", async () => {
    const { json } = await app.ask("POST", "/roles", { body })
    expect(json["roles"]).toHaveLength(2)
    expect((await app.ask("GET", "/me")).status).toBe(401)
    const tenantId = tenantOf(ISSUER, "7f")
    const kept = await app.run(
      Effect.gen(function* () {
        const store = yield* Store
        return yield* Effect.forEach([tenantId, tenant("ada")], (one) => store.read(Users, { tenantId: one }, "user"))
      })
    )
    expect(kept.filter(Option.isSome)).toEqual([])
  })

  it("refuses what is no sign-in", async () => {
    for (const bad of [{}, "text", { claims: [{ typ: "iss" }] }, { claims: "iss" }])
      expect((await app.ask("POST", "/roles", { body: bad })).status).toBe(400)
    expect((await app.ask("GET", "/roles")).status).toBe(404)
  })
})
