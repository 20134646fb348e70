import { expect, it } from "vitest"
import { liquidationWords } from "./liquidation-words.ts"

it("says of a broker's account that the price is an estimate, and what the account itself told", () => {
  const at = (broker: string, margin?: string) =>
    liquidationWords(
      {
        broker,
        label: "My futures",
        ...(margin !== undefined && { margin: [{ asset: "USD", available: "1", buffer: margin }] })
      } as never,
      "USD"
    )
  expect(at("paper").title).toBe("Liquidated at")
  expect(at("paper").estimated).toBe(false)
  expect(at("coinbase", "7200.5")).toEqual({
    title: "Liquidated near",
    help: "Our own estimate, from this position alone. “My futures” tells no price: it last said that all its futures together may lose 7,200.50 USD before any are closed.",
    estimated: true
  })
  expect(at("coinbase").help).toContain("does not tell a price")
})
