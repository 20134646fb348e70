import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { desk } from "../bot/desk.fixture.ts"
import type { ClientOrderId, Time, TradeId } from "../ids.ts"
import { big } from "../number/whole.ts"
import { executionReport } from "../order/report.ts"
import { dca, marketWith } from "../simulation/run.fixture.ts"
import { sums } from "./ledger.ts"

const d = (text: string) => text as never
const stock = marketWith({ assetClass: "EQUITY", lotSize: d("0.000001"), fillDecimals: 4, takerFeeRate: d("0") })

describe("a fill whose price lies off the tick", () => {
  it("LEDGER-10 goes into the books at exactly what it came to", () => {
    for (const [price, lots, notional] of [
      ["86.878", "1.5", "130.317"],
      ["201.5417", "0.333333", "67.1804994861"]
    ] as const) {
      const it = desk(dca({ investment: d("20000"), baseOrderAmount: d("10000") }), stock)
      it.start()
      const base = it.sole("BASE")
      const told = Schema.decodeSync(executionReport(stock))({
        _tag: "OrderFilled",
        at: it.now as Time,
        clientOrderId: base.id,
        tradeId: "T1" as TradeId,
        ...fillPriceOf(price),
        quantity: lots,
        fee: { _tag: "Quote", amount: "0" },
        liquidity: "TAKER"
      })
      it.send(told)
      const { ledger } = it.state
      expect(stock.quoteText(big(ledger.quote.cost))).toBe(notional)
      expect(sums(ledger)).toEqual({ quote: 0, base: 0 })
      // What is written is read back the same.
      const written = Schema.encodeSync(executionReport(stock))(told)
      expect(written).toMatchObject({ exactPrice: price })
      expect(Schema.decodeSync(executionReport(stock))(written)).toEqual(told)
    }
  })

  it("LEDGER-10 values a fee in base at the price itself, and is sold again without a rest", () => {
    const coin = marketWith({ feeAsset: "RECEIVED", fillDecimals: 6 })
    const it = desk(dca({ investment: d("20000"), baseOrderAmount: d("10000") }), coin)
    it.start()
    const base = it.sole("BASE")
    const at = coin.fillPrice("99.123457")
    it.send({
      _tag: "OrderFilled",
      at: it.now as Time,
      clientOrderId: base.id as ClientOrderId,
      tradeId: "T1" as TradeId,
      price: at?.price ?? d("0"),
      exactPrice: at?.exactPrice ?? d("0"),
      quantity: base.quantity,
      fee: { _tag: "Base", amount: Number(coin.base("0.1")) },
      liquidity: "TAKER"
    })
    const { quote } = it.state.ledger
    expect(coin.quoteText(big(quote.fees))).toBe("9.9123457")
    expect(big(quote.cost) + big(quote.fees)).toBe(coin.exactNotional(d("99.123457"), base.quantity))
    expect(sums(it.state.ledger)).toEqual({ quote: 0, base: 0 })
  })

  it("LEDGER-10 is refused when its price is finer than the market counts", () => {
    expect(stock.fillPrice("86.87800001")).toBeUndefined()
    expect(stock.fillPrice("86.88")).toEqual({ price: 8688 })
    expect(stock.fillPrice("86.878")).toEqual({ price: 8688, exactPrice: "86.878" })
  })
})

/** As it is told on the wire: the nearest tick, and the price itself. */
const fillPriceOf = (text: string) => {
  const { exactPrice = d(text), price } = stock.fillPrice(text) ?? { price: d("0") }
  return { price: stock.priceText(price), exactPrice }
}
