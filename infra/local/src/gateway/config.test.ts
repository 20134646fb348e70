import { describe, expect, it } from "vitest"
import { siteConfigOf } from "./config.ts"

const check = (config: unknown) => () => siteConfigOf(JSON.stringify(config), "staticwebapp.config.json")

describe("staticwebapp.config.json", () => {
  it.each([
    [{ rutes: [] }, "rutes"],
    [{ routes: [{ route: "app/*" }] }, "must begin with /"],
    [{ routes: [{ route: "/*/x/*" }] }, "at most one *"],
    [{ routes: [{ route: "/a", alowedRoles: ["authenticated"] }] }, "alowedRoles"],
    [{ routes: [{ route: "/a", methods: ["get"] }] }, "methods"],
    [{ routes: [{ route: "/a", redirect: "/b", rewrite: "/c" }] }, "keep one"],
    [{ routes: [{ route: "/a", redirect: "/b", statusCode: 200 }] }, "not 301"],
    [{ routes: [{ route: "/a" }, { route: "/a" }] }, "written twice"],
    [{ responseOverrides: { "500": {} } }, "500"],
    [{ mimeTypes: { js: "text/javascript" } }, "mimeTypes"]
  ])("is refused when it would not do what it says: %j", (config, says) => {
    expect(check(config)).toThrow(says)
  })

  it("is refused when it is not JSON", () => {
    expect(() => siteConfigOf("{", "x.json")).toThrow("x.json can't be used: it is not JSON")
  })

  it("may be empty", () => {
    expect(check({})()).toEqual({})
  })
})
