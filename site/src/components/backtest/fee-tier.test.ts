import { expect, it } from "vitest"
import { chargedBy } from "./fee-tier.ts"

it("what an account is charged is taken over as its tier, or as the fees themselves where no tier is published", () => {
  const rates = { of: "CRYPTO", makerRate: "0.0025", takerRate: "0.004" } as const
  const account = (terms: string, fees: ReadonlyArray<object>) =>
    [{ id: "one", label: "Savings", terms, fees }] as unknown as Parameters<typeof chargedBy>[0]
  const coin = { name: "coinbase", of: "CRYPTO" } as const
  expect(chargedBy(account("coinbase", [{ ...rates, name: "Advanced 2" }]), coin)).toEqual([
    {
      id: "one",
      text: "“Savings” is charged 0.25 / 0.4 % (Advanced 2)",
      fees: { feeTier: 1, makerFee: "0.25", takerFee: "0.4" }
    }
  ])
  expect(chargedBy(account("coinbase", [{ ...rates, tier: 3 }]), coin)[0]?.fees).toEqual({
    feeTier: 3,
    makerFee: "",
    takerFee: ""
  })
  expect(chargedBy(account("alpaca", [rates]), coin)).toEqual([])
  expect(chargedBy(account("coinbase", [{ ...rates, of: "FUTURES" }]), coin)).toEqual([])
})
