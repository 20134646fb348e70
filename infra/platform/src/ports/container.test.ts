import { join } from "node:path"
import { format, resolveConfig } from "prettier"
import { expect, it } from "vitest"
import { catalogue } from "./containers.ts"

/** What the store takes (STORE-10). */
const KILOBYTES = 2_048

it("every container says what bounds a document of it, within what the store takes", () => {
  for (const [name, { largest }] of Object.entries(catalogue)) {
    expect(largest.kilobytes, name).toBeGreaterThan(0)
    expect(largest.kilobytes, name).toBeLessThanOrEqual(KILOBYTES)
    expect(largest.because, name).not.toBe("")
  }
})

it("what Azure is set up from says the same: `npx vitest run infra/platform/src/ports -u` writes it anew", async () => {
  const file = join(import.meta.dirname, "../../../resources/containers.json")
  const style = await resolveConfig(file)
  await expect(await format(JSON.stringify(catalogue), { ...style, parser: "json" })).toMatchFileSnapshot(file)
})
