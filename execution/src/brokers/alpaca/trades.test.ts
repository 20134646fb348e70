import { describe, expect, it } from "vitest"
import { ClientOrderId } from "@tradetower/domain/ids"
import { Decimal } from "@tradetower/domain/number"
import { shares } from "./asked.fixture.ts"
import { marketIn } from "./instruments.ts"
import { fillOf, takerRate, type Told, tradeIdOf } from "./trades.ts"

const told: Told = {
  clientOrderId: ClientOrderId.make("tt-a1-GRID-7"),
  orderId: "0f1e",
  side: "BUY",
  price: Decimal.make("61.2401"),
  quantity: Decimal.make("3"),
  total: Decimal.make("13"),
  at: "2026-11-27T15:01:02.000123456Z",
  whole: true
}
const filled = (symbol: string, change: Partial<Told>, rate = takerRate("1")) => {
  const market = marketIn(symbol)
  return market && fillOf(market, { ...told, ...change }, rate)
}

describe("a trade of Alpaca's", () => {
  it("is known by its order and how much of that was filled with it, however that is written", () => {
    const ids = ["13", "13.0", "13.000000000"].map((total) => tradeIdOf("0f1e", Decimal.make(total)))
    expect(new Set(ids)).toEqual(new Set(["0f1e:13"]))
    expect(tradeIdOf("0f1e", Decimal.make("0.130"))).toBe("0f1e:0.13")
  })

  it("keeps a price off the cent, and costs nothing in shares", () => {
    expect(filled("KO", {})).toMatchObject({ price: 612_401, quantity: shares("3"), fee: { _tag: "Quote", amount: 0 } })
    const finer = { price: 868_780, exactPrice: "86.87801" }
    expect(filled("KO", { price: Decimal.make("86.878010") })).toMatchObject(finer)
    // A fraction of a share is a trade of an order for one, and of no other.
    const half = { quantity: Decimal.make("0.5") }
    expect(filled("KO", half)).toBeUndefined()
    expect(filled("KO", { ...half, whole: false })).toMatchObject({ quantity: shares("0.5") })
    for (const nothing of [
      { quantity: Decimal.make("0") },
      { quantity: Decimal.make("-1") },
      { price: Decimal.make("0") }
    ])
      expect(filled("KO", nothing)).toBeUndefined()
  })

  it("costs what it brings a share of, in coins", () => {
    const bought = filled("BTC/USD", { quantity: Decimal.make("1"), price: Decimal.make("90000") })
    expect(bought?.fee).toEqual({ _tag: "Base", amount: 2_500_000 })
    const sold = filled("BTC/USD", { side: "SELL", quantity: Decimal.make("1"), price: Decimal.make("90000") })
    expect(sold?.fee).toEqual({ _tag: "Quote", amount: 225n * 10n ** 18n })
    expect([takerRate("8"), takerRate(undefined), takerRate("99")]).toEqual([1_000_000n, 2_500_000n, 2_500_000n])
  })
})
