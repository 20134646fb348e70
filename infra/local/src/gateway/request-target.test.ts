import { describe, expect, it } from "vitest"
import { requestTarget } from "./request-target.ts"

describe("the one form of a request's target", () => {
  it.each([
    ["/", "/"],
    ["//", "/"],
    ["/app", "/app"],
    ["/app/", "/app/"],
    ["//app//bots///", "/app/bots/"],
    ["/%61pp/", "/app/"],
    ["/%2e%2e/%2E/app/", "/app/"],
    ["/api/v1/webhooks/../bots", "/api/v1/bots"],
    ["/api/v1/webhooks/%2e%2e/bots", "/api/v1/bots"],
    ["/api/v1/webhooks/x/..", "/api/v1/webhooks/"],
    ["/../../etc", "/etc"],
    ["/a/..", "/"],
    ["/..%2fapp", "/..%2Fapp"],
    ["//evil.example/..%2fapp", "/evil.example/..%2Fapp"],
    ["/..\\app", "/..%5Capp"],
    ["/\\evil.example/", "/%5Cevil.example/"],
    ["/%5c%5cevil", "/%5C%5Cevil"],
    ["/%252e%252e/app", "/%252e%252e/app"],
    ["/app;x=1/", "/app;x=1/"],
    ["/app%3bx/", "/app;x/"],
    ["/APP/", "/APP/"],
    ["/app./", "/app./"],
    ["/BTC%2DUSD/%7Ex", "/BTC-USD/~x"],
    ["/:send@a,b", "/:send@a,b"],
    ["/\xe9", "/%C3%A9"]
  ])("of %j is %j", (raw, path) => {
    const target = requestTarget(`${raw}?x=/../%2e`)
    expect(target).toEqual({ path, search: "?x=/../%2e", url: `${path}?x=/../%2e` })
    expect(requestTarget(path)?.path).toBe(path)
    // To a browser and to the API's own reading of addresses it is the same path on the same host.
    expect(new URL(path, "http://here.invalid")).toMatchObject({ host: "here.invalid", pathname: path })
  })

  it.each([
    "",
    "*",
    "app",
    "http://127.0.0.1/app/",
    "http://[",
    "/%",
    "/%zz",
    "/%ff",
    "/a%00b",
    "/a%0d%0ab",
    "/%c0%ae"
  ])("is none for %j", (raw) => {
    expect(requestTarget(raw)).toBeUndefined()
  })
})
