import { describe, expect, it } from "vitest"
import { bySpecificity, parametersIn, route } from "./route.ts"

const api = (template: string) => route("api", template, ["get"], template)

describe("routes of HTTP functions", () => {
  it("puts the prefix before a literal route and ignores case", () => {
    expect(parametersIn(api("v1/me"), "/API/v1/Me")).toEqual({})
    expect(parametersIn(api("v1/me"), "/api/v1/me/x")).toBeUndefined()
    expect(parametersIn(api("v1/me"), "/v1/me")).toBeUndefined()
  })

  it("reads parameters, decoded", () => {
    expect(parametersIn(api("v1/bots/{id}/{what?}"), "/api/v1/bots/a%20b")).toEqual({ id: "a b" })
    expect(parametersIn(api("v1/bots/{id:guid}/{what?}"), "/api/v1/bots/a/b")).toEqual({ id: "a", what: "b" })
    expect(parametersIn(api("v1/bots/{id}"), "/api/v1/bots")).toBeUndefined()
  })

  it("gives a catch-all the rest of the path", () => {
    expect(parametersIn(api("{*path}"), "/api/v1/a/b")).toEqual({ path: "v1/a/b" })
    expect(parametersIn(api("{*path}"), "/api")).toEqual({ path: "" })
  })

  it("tries literals before parameters before catch-alls", () => {
    const sorted = [api("{*path}"), api("{a}"), api("v1/{b}"), api("v1/me")].toSorted(bySpecificity)
    expect(sorted.map((one) => one.template)).toEqual(["v1/me", "v1/{b}", "{a}", "{*path}"])
  })
})
