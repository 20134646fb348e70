import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { type Deployment, deployedSiteConfig, type SiteConfig } from "./site-config.ts"

const root = resolve(import.meta.dirname, "../..")
const source = JSON.parse(readFileSync(join(root, "staticwebapp.config.json"), "utf8")) as SiteConfig
const issuer = "https://tower.ciamlogin.com/0a1b/v2.0"
const frontDoor = { id: "8d1d7a5e-0f5c-4e0a-9a53-0d2f3a9e7c11", hosts: ["tower.example"] }
const plain: Deployment = { provider: "entra", issuer }

describe("the configuration of a deployed site", () => {
  it("is the source's, but for how people sign in and where roles come from", () => {
    const { auth, responseOverrides, routes, ...rest } = deployedSiteConfig(source, plain)
    const back: unknown = JSON.parse(
      JSON.stringify({ ...rest, responseOverrides, routes }).replaceAll("/login/entra", "/login/local")
    )
    expect(back).toEqual(source)
    expect(JSON.stringify({ responseOverrides, routes })).not.toContain("/login/local")
    expect(routes).toContainEqual({ route: "/login", redirect: "/.auth/login/entra" })
    expect(responseOverrides["401"]).toEqual({
      redirect: "/.auth/login/entra?post_login_redirect_uri=.referrer",
      statusCode: 302
    })
    expect(auth).toMatchObject({ rolesSource: "/api/v1/roles" })
    expect(JSON.stringify(auth)).toContain(`"${issuer}/.well-known/openid-configuration"`)
  })

  it("keeps secrets out: it names settings", () => {
    const text = JSON.stringify(deployedSiteConfig(source, plain))
    expect(text).toContain('"clientSecretSettingName":"EXTERNAL_ID_CLIENT_SECRET"')
    expect(text).not.toContain('"clientSecret":')
  })

  it("lets alerts in without a sign-in, and every header the source promises", () => {
    const { globalHeaders, routes } = deployedSiteConfig(source, { ...plain, frontDoor })
    const first = routes.find(({ route }) => "/api/v1/webhooks/x".startsWith(route.replace("*", "")))
    expect(first).toMatchObject({ methods: ["POST"], allowedRoles: ["anonymous"] })
    expect(globalHeaders).toEqual(source["globalHeaders"])
  })

  it("answers Front Door alone where that stands before it, and lets no cache keep what only some may see", () => {
    const { forwardingGateway, networking, routes } = deployedSiteConfig(source, { ...plain, frontDoor })
    expect(networking).toEqual({ allowedIpRanges: ["AzureFrontDoor.Backend"] })
    expect(forwardingGateway).toEqual({
      requiredHeaders: { "X-Azure-FDID": frontDoor.id },
      allowedForwardedHosts: ["tower.example"]
    })
    for (const { allowedRoles, headers, route } of routes)
      expect(headers?.["cache-control"] === "no-store", route).toBe(allowedRoles?.includes("authenticated") === true)
    expect(deployedSiteConfig(source, plain)).not.toHaveProperty("networking")
  })

  it.each<[Deployment, RegExp]>([
    [{ provider: "local", issuer }, /another name than local/],
    [{ provider: "../x", issuer }, /small letters/],
    [{ provider: "entra", issuer: "http://tower.ciamlogin.com/0a/v2.0" }, /issuer/],
    [{ provider: "entra", issuer: `${issuer}/.well-known/openid-configuration` }, /issuer/],
    [{ ...plain, frontDoor: { ...frontDoor, id: "my-door" } }, /GUID/],
    [{ ...plain, frontDoor: { ...frontDoor, hosts: [] } }, /name the hosts/],
    [{ ...plain, frontDoor: { ...frontDoor, hosts: ["https://tower.example"] } }, /no host/]
  ])("is refused for %j", (deployment, why) => {
    expect(() => deployedSiteConfig(source, deployment)).toThrow(why)
  })
})
