import { describe, expect, it } from "vitest"
import { OldestOut } from "./oldest-out.ts"

const ofThree = () => {
  const kept = new OldestOut<string, number>(3)
  for (const [i, key] of ["a", "b", "c"].entries()) kept.set(key, i)
  return kept
}

describe("a map of at most so many", () => {
  it("puts out the one that was longest neither read nor written", () => {
    const kept = ofThree()
    expect(kept.get("a")).toBe(0)
    kept.set("b", 7)
    kept.set("d", 3)
    expect(["a", "b", "c", "d"].map((key) => kept.get(key))).toEqual([0, 7, undefined, 3])
    expect(kept.size).toBe(3)
  })

  it("keeps what is used through a burst of strangers", () => {
    const kept = ofThree()
    for (let i = 0; i < 1_000; i++) {
      expect(kept.get("a")).toBe(0)
      kept.set(`stranger ${i}`, i)
    }
    expect(kept.get("c")).toBeUndefined()
    expect(kept.size).toBe(3)
  })

  it("has room again for what was taken out", () => {
    const kept = ofThree()
    kept.delete("b")
    kept.set("d", 3)
    expect(["a", "b", "c", "d"].map((key) => kept.get(key))).toEqual([0, undefined, 2, 3])
  })

  it("lets its values be looked at without keeping them longer", () => {
    const kept = ofThree()
    expect(kept.peek("a")).toBe(0)
    kept.set("d", 3)
    expect(["a", "b", "c", "d"].map((key) => kept.peek(key))).toEqual([undefined, 1, 2, 3])
  })
})
