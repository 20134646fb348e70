import { describe, expect, it } from "vitest"
import { addressOfPair, pairIn } from "./pair-here.ts"

describe("the address of a pair", () => {
  it("names it and the strategy as they were, whatever signs are in them", () => {
    const pair = { venue: "ccxt:kraken", symbol: "BTC-USD" }
    const address = addressOfPair("/app/bots/new/", pair, "GRID")
    expect(address).toBe("/app/bots/new/?venue=ccxt%3Akraken&symbol=BTC-USD&strategy=GRID")
    expect(pairIn(new URL(address, "http://here").search)).toEqual({ ...pair, strategy: "GRID" })
    expect(pairIn(addressOfPair("/app/market/", pair).split("?")[1] ?? "")).toEqual(pair)
  })

  it("names none where a part lacks", () => {
    expect(pairIn("")).toBeUndefined()
    expect(pairIn("?venue=coinbase")).toBeUndefined()
  })
})
