import { describe, expect, it } from "vitest"
import { pathsOf } from "../packages.mjs"

const needing = (...names: ReadonlyArray<string>) => ({
  dependencies: Object.fromEntries(names.map((name) => [name, "1.0.0"]))
})

describe("packages with all that they need", () => {
  it("are those that Node would find: a package's own before everybody's", () => {
    const packages = {
      "node_modules/a": needing("b", "c"),
      "node_modules/a/node_modules/b": needing("c"),
      "node_modules/b": {},
      "node_modules/c": needing("a"),
      "node_modules/d": {}
    }
    expect(pathsOf(packages, ["a"])).toEqual(["node_modules/a", "node_modules/a/node_modules/b", "node_modules/c"])
  })

  it("are missed in a sentence", () => {
    expect(() => pathsOf({ "node_modules/a": needing("b") }, ["a"])).toThrow(
      "package-lock.json has no b, which node_modules/a needs."
    )
  })
})
