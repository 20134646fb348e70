import { afterEach, beforeEach, describe, expect, it } from "@effect/vitest"
import { Effect, ManagedRuntime, Option } from "effect"
import { Store, Users } from "@tradetower/platform"
import { embeddedPlatformForTests, RecentTelemetry } from "@tradetower/platform/embedded"
import { connectApp, tenant } from "../../testing.ts"
import { frontOnAzure } from "./front.ts"
import { tenantOf as tenantOfClaims } from "./roles.ts"
import { principalOf, tenantOf } from "./signed-in.ts"

const principal = (userRoles: ReadonlyArray<string>) => ({
  identityProvider: "local",
  userId: "ada",
  userDetails: "Ada",
  userRoles
})
const header = (userRoles: ReadonlyArray<string>) =>
  Buffer.from(JSON.stringify(principal(userRoles))).toString("base64")

describe("who is signed in", () => {
  it("is a principal whose roles say so, and no other", () => {
    expect(Option.map(principalOf(header(["anonymous", "authenticated"])), ({ userId }) => userId)).toEqual(
      Option.some("ada")
    )
    for (const roles of [["anonymous"], ["admin"], []]) expect(principalOf(header(roles))).toEqual(Option.none())
  })

  it("is nobody without a header, or with one that can't be read", () => {
    expect(principalOf(undefined)).toEqual(Option.none())
    expect(principalOf("{}")).toEqual(Option.none())
  })
})

describe("whose data it is", () => {
  const [one, other] = ["a", "b"].map((letter) => letter.repeat(26))

  it("is said by the one role that names a tenant", () => {
    for (const front of ["LOCAL", "PLATFORM"] as const) {
      expect(tenantOf(principal(["authenticated", "trader", `t-${one}`]), front)).toEqual(Option.some(one))
      expect(tenantOf(principal(["authenticated", `t-${one}`, `t-${other}`]), front)).toEqual(Option.none())
    }
  })

  it("is the id that our own gateway gives, and never that of Static Web Apps", () => {
    for (const roles of [["authenticated"], ["t-short"], [`t-${"A".repeat(26)}`], [`at-${one}`]]) {
      expect(tenantOf(principal(roles), "LOCAL")).toEqual(Option.some("ada"))
      expect(tenantOf(principal(roles), "PLATFORM")).toEqual(Option.none())
    }
  })
})

describe("on Azure", () => {
  const begin = (authentication: string | undefined) => {
    const runtime = ManagedRuntime.make(embeddedPlatformForTests())
    return { runtime, app: connectApp(runtime, frontOnAzure({ WEBSITE_AUTH_ENABLED: authentication })) }
  }
  let app: ReturnType<typeof begin>["app"]
  let runtime: ReturnType<typeof begin>["runtime"]
  const start = (authentication: string | undefined) => void ({ app, runtime } = begin(authentication))
  const known = (tenantId = tenant("ada")) =>
    app.run(Effect.flatMap(Store, (store) => store.read(Users, { tenantId }, "user")))
  const told = () => runtime.runPromise(Effect.flatMap(RecentTelemetry, ({ recent }) => recent))
  afterEach(async () => {
    await app.stop()
    await runtime.dispose()
  })

  it.each([undefined, "False", "0", ""])(
    "a forged header is let in nowhere while the platform's authentication is %j, and an operator hears why, once",
    async (authentication) => {
      start(authentication)
      const userRoles = ["authenticated", `t-${"a".repeat(26)}`]
      for (const [method, path] of [
        ["GET", "/me"],
        ["GET", "/bots"],
        ["POST", "/kill-switch"]
      ] as const)
        expect((await app.ask(method, path, { as: "ada", userRoles })).status).toBe(401)
      expect(await known()).toEqual(Option.none())
      expect((await told()).alerts).toMatchObject([{ name: "authentication-off" }])
      expect((await app.ask("GET", "/health")).status).not.toBe(401)
    }
  )

  describe("with authentication", () => {
    beforeEach(() => start("True"))

    it("a trader is the tenant of their role, whatever id the site gives them", async () => {
      const tenantId = tenantOfClaims("https://issuer.test/", "person")
      const userRoles = ["authenticated", "trader", `t-${tenantId}`]
      for (const as of ["first-site", "second-site"])
        expect((await app.ask("GET", "/me", { as, userRoles })).json).toMatchObject({ id: tenantId })
      expect(Option.isSome(await known(tenantId))).toBe(true)
      expect(await known(tenant("first-site"))).toEqual(Option.none())
    })

    it("who has no such role is let in nowhere, and what is wrong is logged", async () => {
      const answer = await app.ask("GET", "/me", { as: "ada" })
      expect([answer.status, answer.json["detail"]]).toEqual([401, expect.stringMatching(/sign out, and in again/)])
      expect(await known()).toEqual(Option.none())
      expect((await told()).logs.map(({ message }) => message).join()).toContain("rolesSource")
    })
  })
})
