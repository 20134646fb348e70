import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import catalogue from "../../../resources/containers.json" with { type: "json" }

/** What the store takes (STORE-10). */
const KILOBYTES = 2_048

it("every container says what bounds a document of it, within what the store takes", () => {
  for (const [name, { largest }] of Object.entries(catalogue)) {
    expect(largest.kilobytes, name).toBeGreaterThan(0)
    expect(largest.kilobytes, name).toBeLessThanOrEqual(KILOBYTES)
    expect(largest.because, name).not.toBe("")
  }
})

it("the paths of a key are in its type as they are in the catalogue, for every container", () => {
  const source = readFileSync(join(import.meta.dirname, "container.ts"), "utf8")
  const typed = [...source.matchAll(/^ {2}readonly (\w+): (\["[^\]]*"\])$/gm)].map(
    ([, name = "", paths = ""]) => [name, JSON.parse(paths) as unknown] as const
  )
  const listed = Object.entries(catalogue).map(([name, { partitionKey }]) => [name, partitionKey] as const)
  expect(Object.fromEntries(typed)).toEqual(Object.fromEntries(listed))
})
