import { describe, expect, it } from "vitest"
import { balances, openAccount } from "../exchange/account.ts"
import { instrument, order } from "../exchange/account.fixture.ts"
import { place } from "../exchange/place.ts"
import { priceMoved } from "../exchange/price-moved.ts"
import { instrumentUnder } from "../terms/instrument-under.ts"
import { termsOf } from "../terms/list.ts"
import type { Terms } from "../terms/terms.ts"
import { marketOf, type Market, type Price } from "./market.ts"

const d = (text: string) => text as never
const under = (name: "ibkr", of: Parameters<typeof instrument>[0]): Market =>
  marketOf(instrumentUnder(termsOf(name, instrument(of)) as Terms, instrument(of)))
const stock = under("ibkr", { assetClass: "EQUITY" })
const future = under("ibkr", {
  kind: "FUTURES",
  lotSize: d("0.1"),
  minQuantity: d("0.1"),
  contractMultiplier: d("0.1"),
  futures: { maxLeverage: 10, fundingHours: 8, fundingRate: d("0") }
})
const fee = (market: Market, price: string, quantity: string): string =>
  market.quoteText(market.deal(market.price(price) ?? d("0"), market.quantity(quantity) ?? d("0")).takerFee)

describe("what each unit costs", () => {
  it("TERMS-2 is charged for each share, at least the minimum, at most a share of the order", () => {
    expect(fee(stock, "100", "1000")).toBe("5")
    expect(fee(stock, "100", "100")).toBe("1")
    expect(fee(stock, "2", "10")).toBe("0.2")
    expect(fee(future, "100", "0.3")).toBe("2.55")
    expect(future.contracts(future.quantity("0.3") ?? d("0"))).toBe(3)
    expect(() => marketOf(instrument({ lotSize: d("0.15"), contractMultiplier: d("0.1") }))).toThrow("whole number")
  })

  it("PAPER-12 is charged once over the fills of an order, whichever way they came", () => {
    const fills = { slippage: { _tag: "None" }, volumeSharePercent: 100 } as const
    const account = openAccount("ada", { USD: "100000" }, fills)
    const move = (to: string, volume: number) =>
      priceMoved(account, stock, stock.price(to) ?? (0 as Price), 1, { volume: volume })
    move("100", 10)
    place(account, stock, order("a", "BUY", "300", { price: "100" }, stock), 1)
    move("99", 100)
    // 10 shares as it came, 100 since: a minimum of one order.
    expect(balances(account)["USD"]).toEqual({ free: "69998.5", reserved: "19000.5" })
    move("99", 1_000)
    expect(balances(account)["USD"]).toEqual({ free: "69998.5", reserved: "0" })
  })
})
