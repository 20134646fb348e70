import { describe, expect, it } from "vitest"
import type { AtWorst } from "@tradetower/domain/strategy"
import { riskWords } from "./risk-words.ts"

const words = { price: (ticks: number) => String(ticks), money: (amount: bigint) => `${amount} USD` }
const way = (change: Partial<AtWorst> = {}): AtWorst => ({
  long: true,
  liquidation: 80 as never,
  loss: 260n as never,
  ...change
})

describe("what a futures bot risks, in words", () => {
  it("says where it is liquidated and the most it can lose", () => {
    expect(riskWords([way()], words)).toBe(
      "If the price goes against it, it is liquidated at 80 once every entry has filled. At the worst it loses 260 USD, funding aside."
    )
  })

  it("says first where its stop closes it", () => {
    expect(riskWords([way({ stop: { price: 90 as never, loss: 100n as never } })], words)).toBe(
      "If the price goes against it, its stop closes it at 90, what lies before that filled, with a loss of about 100 USD; should the price jump over that, it is liquidated at 80 once every entry has filled. At the worst it loses 260 USD, funding aside."
    )
  })

  it("tells both ways of a neutral grid, what cross margin puts behind it, and nothing on spot", () => {
    expect(riskWords([way(), way({ long: false, liquidation: 120 as never })], words)).toMatch(
      /its longs are liquidated at 80 .*; its shorts are liquidated at 120 /
    )
    const { loss: _, ...cross } = way({ liquidation: 0 as never })
    expect(riskWords([cross], words)).toMatch(/no price liquidates it\. With cross margin it can lose all/)
    expect(riskWords([cross], { ...words, free: "97,000.00 USD" })).toMatch(
      /\. With cross margin it can lose all that the account has free, 97,000\.00 USD by now; the more that is, /
    )
    expect(riskWords([{ ...cross, overTime: true }], { ...words, free: "97,000.00 USD" })).toMatch(
      /, and with cross margin it can lose all that the account has free, 97,000\.00 USD by now; at other prices/
    )
    expect(riskWords([], words)).toBeUndefined()
  })

  it("says of what is bought over a time that it is told at the present price", () => {
    expect(riskWords([way({ overTime: true })], words)).toBe(
      "If all its slices fill at the present price, it is liquidated at 80, and at the worst it loses 260 USD, funding aside; at other prices both move with them."
    )
  })
})
