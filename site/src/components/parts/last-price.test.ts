import { describe, expect, it } from "vitest"
import type { CandleRow } from "../../client/contract.ts"
import { beyondNext, withLastPrice } from "./last-price.ts"

const LENGTH = 300_000
const rows: ReadonlyArray<CandleRow> = [
  [0, "1", "2", "1", "2", "1"],
  [LENGTH, "2", "2", "2", "2", "1"]
]

describe("the last price on candles", () => {
  it("moves the newest, or begins the next", () => {
    expect(withLastPrice(rows, "3", LENGTH + 1, LENGTH).at(-1)).toEqual([LENGTH, "2", "3", "2", "3", "1"])
    expect(withLastPrice(rows, "3", 2 * LENGTH + 1, LENGTH).at(-1)).toEqual([2 * LENGTH, "2", "3", "3", "3", "0"])
    expect(beyondNext(rows, 2 * LENGTH + 1, LENGTH)).toBeUndefined()
  })

  it("draws nothing over a hole, and says up to where candles are missing", () => {
    expect(withLastPrice(rows, "3", 3 * LENGTH, LENGTH)).toBe(rows)
    expect(beyondNext(rows, 3 * LENGTH + 1, LENGTH)).toBe(3 * LENGTH)
  })
})
