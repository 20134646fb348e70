import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"

const root = join(import.meta.dirname, "..")
const spec = readFileSync(join(root, "SPEC.md"), "utf8")
const rules = [...spec.matchAll(/^- \*\*([A-Z]+-\d+)\*\*/gm)].map((match) => match[1] ?? "")

const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((path) =>
  path.endsWith(".ts")
)
const read = (path: string): string => readFileSync(join(root, "src", path), "utf8")
const cited = (text: string): ReadonlyArray<string> => [
  ...new Set([...text.matchAll(/\b([A-Z]{2,}-\d+)\b/g)].map((match) => match[1] ?? ""))
]
/** Names of tests that begin with the rules they prove: `"LIFE-1 LIFE-2 what it shows"`. */
const names = (text: string): string =>
  [...text.matchAll(/["`']((?:[A-Z]{2,}-\d+ )+[^"`']*)/g)].map((match) => match[1]).join("\n")

describe("SPEC.md", () => {
  const tests = sources.filter((path) => path.endsWith(".test.ts"))
  const proven = new Set(tests.flatMap((path) => cited(names(read(path)))))

  it("has every rule once", () => {
    expect(rules.length).toBeGreaterThan(60)
    expect(rules.filter((rule, index) => rules.indexOf(rule) !== index)).toEqual([])
  })

  it("has a test for every rule", () => {
    expect(rules.filter((rule) => !proven.has(rule))).toEqual([])
  })

  it("knows every rule that orders, comments and tests name", () => {
    const kinds = new Set(rules.map((rule) => rule.split("-")[0]))
    const unknown = sources.flatMap((path) =>
      cited(read(path))
        .filter((rule) => kinds.has(rule.split("-")[0]) && !rules.includes(rule))
        .map((rule) => `${path}: ${rule}`)
    )
    expect(unknown).toEqual([])
  })
})
