import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"

const cited = (text: string): ReadonlyArray<string> => [
  ...new Set([...text.matchAll(/\b([A-Z]{2,}-\d+)\b/g)].map((match) => match[1] ?? ""))
]
/** Names of tests that begin with the rules they prove: `"LIFE-1 LIFE-2 what it shows"`. */
const names = (text: string): string =>
  [...text.matchAll(/["`']((?:[A-Z]{2,}-\d+ )+[^"`']*)/g)].map((match) => match[1]).join("\n")

/**
 * Compares a file of numbered rules (`- **LIFE-1** ...`) with the sources that cite them and the tests that prove them.
 * `folders` hold both; `atLeast`: how many rules there are for sure. `proof` names the files whose tests count.
 */
export const provesItsRules = (
  spec: string,
  folders: ReadonlyArray<string>,
  atLeast: number,
  proof = /\.test\.ts$/
): void => {
  const rules = [...readFileSync(spec, "utf8").matchAll(/^- \*\*([A-Z]+-\d+)\*\*/gm)].map((match) => match[1] ?? "")
  const sources = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !path.includes("node_modules"))
      .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }))
  )

  const title = spec.split("/").slice(-2).join("/")

  describe(`the rules of ${title}`, () => {
    const tests = sources.filter(({ path }) => proof.test(path))
    const proven = new Set(tests.flatMap(({ text }) => cited(names(text))))

    it("has every rule once", () => {
      expect(rules.length).toBeGreaterThanOrEqual(atLeast)
      expect(rules.filter((rule, index) => rules.indexOf(rule) !== index)).toEqual([])
    })

    it("has a test for every rule", () => {
      expect(rules.filter((rule) => !proven.has(rule))).toEqual([])
    })

    it("knows every rule that orders, comments and tests name", () => {
      const kinds = new Set(rules.map((rule) => rule.split("-")[0]))
      const unknown = sources.flatMap(({ path, text }) =>
        cited(text)
          .filter((rule) => kinds.has(rule.split("-")[0]) && !rules.includes(rule))
          .map((rule) => `${path}: ${rule}`)
      )
      expect(unknown).toEqual([])
    })
  })
}
