import { describe, expect, it } from "vitest"
import { siteConfigOf } from "./config.ts"
import { decide, fallbackFor } from "./rules.ts"

const config = siteConfigOf(
  JSON.stringify({
    routes: [
      { route: "/old", redirect: "/new", statusCode: 308 },
      { route: "/api/v1/open", methods: ["GET"], allowedRoles: ["anonymous"] },
      { route: "/api/*", allowedRoles: ["authenticated"] },
      { route: "/admin/*", allowedRoles: ["operator"], headers: { "x-part": "admin" } },
      { route: "/gone", statusCode: 404 },
      { route: "/nice", rewrite: "/ugly.html" },
      { route: "/call", rewrite: "/api/v1/open" },
      { route: "/pictures/*.{png,jpg}", headers: { "x-picture": "yes" } }
    ],
    navigationFallback: { rewrite: "/shell.html", exclude: ["/_astro/*", "/*.{css,js}"] },
    responseOverrides: { "403": { rewrite: "/no.html" }, "401": { redirect: "/in?to=.referrer" } },
    globalHeaders: { "x-all": "1", "x-part": "none" }
  }),
  "test"
)
const ask = (path: string, roles: ReadonlyArray<string> = [], method = "GET") =>
  decide(config, { method, path, url: `${path}?q=1`, roles })

describe("the rules of Static Web Apps", () => {
  it("take the first rule that fits path and method", () => {
    expect(ask("/api/v1/open")).toEqual({ kind: "API", path: "/api/v1/open" })
    expect(ask("/api/v1/open", [], "POST")).toEqual({
      kind: "REDIRECT",
      status: 302,
      location: "/in?to=%2Fapi%2Fv1%2Fopen%3Fq%3D1"
    })
  })

  it("tell a stranger to sign in and someone without the role no", () => {
    expect(ask("/admin/x")).toMatchObject({ kind: "REDIRECT", status: 302 })
    expect(ask("/admin/x", ["authenticated"])).toEqual({ kind: "ERROR", status: 403, rewrite: "/no.html" })
    expect(ask("/admin/x", ["operator"])).toMatchObject({ kind: "FILE", headers: { "x-all": "1", "x-part": "admin" } })
  })

  it("redirect and rewrite", () => {
    expect(ask("/old")).toEqual({ kind: "REDIRECT", status: 308, location: "/new" })
    expect(ask("/nice")).toMatchObject({ kind: "FILE", path: "/ugly.html" })
    expect(ask("/call")).toEqual({ kind: "API", path: "/api/v1/open" })
    expect(ask("/gone")).toEqual({ kind: "ERROR", status: 404 })
  })

  it("know extensions", () => {
    expect(ask("/pictures/a.png")).toMatchObject({ headers: { "x-picture": "yes" } })
    expect(ask("/pictures/a.gif")).not.toMatchObject({ headers: { "x-picture": "yes" } })
  })

  it("fall back to one page, but not for what is excluded", () => {
    expect(fallbackFor(config, "/anything/here")).toBe("/shell.html")
    expect(fallbackFor(config, "/_astro/x")).toBeUndefined()
    expect(fallbackFor(config, "/x.js")).toBeUndefined()
  })
})
