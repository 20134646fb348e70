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
