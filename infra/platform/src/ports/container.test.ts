import { join } from "node:path"
import { format, resolveConfig } from "prettier"
import { expect, it } from "vitest"
import containers from "../../../resources/containers.json" with { type: "json" }
import { catalogue, indexesOf } from "./containers.ts"

/** What the store takes (STORE-10). */
const KILOBYTES = 2_048

it("every container says what bounds a document of it, within what the store takes", () => {
  for (const [name, { largest }] of Object.entries(catalogue)) {
    expect(largest.kilobytes, name).toBeGreaterThan(0)
    expect(largest.kilobytes, name).toBeLessThanOrEqual(KILOBYTES)
    expect(largest.because, name).not.toBe("")
  }
})

it("what partitions a container is indexed there, once", () => {
  for (const [name, { indexed, partitionKey }] of Object.entries(containers)) {
    expect(indexed, name).toEqual(expect.arrayContaining(partitionKey))
    expect(new Set(indexed).size, name).toBe(indexed.length)
  }
})

it("what Azure is set up from says the same: `npx vitest run infra/platform/src/ports -u` writes it anew", async () => {
  const file = join(import.meta.dirname, "../../../resources/containers.json")
  const style = await resolveConfig(file)
  const setUp = Object.fromEntries(
    Object.entries(catalogue).map(([name, entry]) => [name, { ...entry, indexed: indexesOf(entry) }])
  )
  await expect(await format(JSON.stringify(setUp), { ...style, parser: "json" })).toMatchFileSnapshot(file)
})
