import { expect, it } from "vitest"
import type { Market } from "../../client/contract.ts"
import { marketLines } from "./market-lines.ts"

it("a market's rules are told with their units, to the last digit", () => {
  const instrument = {
    base: "PEPE",
    quote: "USDT",
    tickSize: "0.00000001",
    lotSize: "1.00",
    minQuantity: "1",
    minNotional: "5",
    makerFeeRate: "0.001",
    takerFeeRate: "0.0015"
  } as Market["instrument"]
  expect(marketLines({ instrument }).map(({ text }) => text)).toEqual([
    "0.00000001 USDT",
    "1 PEPE",
    "1 PEPE",
    "5 USDT",
    "0.1 %",
    "0.15 %"
  ])
})
