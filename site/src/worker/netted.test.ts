import { expect, it } from "vitest"
import type { Market } from "../client/contract.ts"
import { bitcoin } from "../client/market.fixture.ts"
import { netted } from "./netted.ts"

it("TERMS-10 says before a start that another bot is in the way, where the broker has one position a symbol", () => {
  const market: Market = { symbol: "KO", instrument: bitcoin, source: "SIMULATED", connected: true, note: "" }
  const share: Market = { ...market, instrument: { ...bitcoin, symbol: "KO", base: "KO", assetClass: "EQUITY" } }
  expect(netted(share, "First", "alpaca")).toMatch(/one position in KO .* “First” trades it: stop that bot first/)
  expect(netted(share, undefined, "alpaca")).toBeUndefined()
  expect(netted(share, "First")).toBeUndefined()
})
