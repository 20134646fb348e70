import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { desk } from "../bot/desk.fixture.ts"
import { summarize } from "../bot/summarize.ts"
import type { Time, TradeId } from "../ids.ts"
import { instrument } from "../exchange/account.fixture.ts"
import { marketOf } from "../market/market.ts"
import { whole } from "../number/whole.ts"
import { executionReport } from "../order/report.ts"
import { dca } from "../simulation/run.fixture.ts"
import { bookStep, noBooks } from "./entry.ts"

/** A run that bought, and what its newest event is in its ledger. */
const bought = (market = marketOf(instrument())) => {
  const it = desk(dca({ averagingOrdersQuantity: 0 }), market)
  const write = Schema.encodeUnknownSync(executionReport(market))
  let books = noBooks
  const enter = () => {
    const event = it.events.at(-1)
    const kept = event !== undefined && "clientOrderId" in event ? write(event) : event
    const booked = bookStep(books, kept, summarize(it.config, it.state))
    books = booked.books
    return booked.entry
  }
  it.start()
  const { id } = it.sole("BASE")
  it.fill(id, { trade: "T-1", price: "100" })
  const first = enter()
  const filled = it.events.at(-1)
  if (filled?._tag !== "OrderFilled") throw new Error("nothing was filled")
  return { it, enter, first, filled, sums: () => books.sums }
}

describe("an entry of the ledger", () => {
  it.each([
    ["QUOTE", marketOf(instrument())],
    ["BASE", marketOf(instrument({ feeAsset: "RECEIVED" }))]
  ] as const)("LEDGER-12 is a trade as it was, with its fee in %s", (of, market) => {
    const { filled, first, it } = bought(market)
    const quantity = it.market.quantityText(filled.quantity)
    expect(first).toMatchObject({
      kind: "TRADE",
      tradeId: "T-1",
      deal: {
        side: "BUY",
        price: "100",
        quantity,
        amount: it.market.quoteText(it.market.notional(filled.price, filled.quantity))
      },
      fee: { of },
      profit: "0"
    })
  })

  it("LEDGER-12 takes a trade back that the exchange took back: all together are nothing", () => {
    const { enter, filled, first, it, sums } = bought()
    const { at, clientOrderId, fee, price, quantity, tradeId } = filled
    it.send({ _tag: "FillVoided", at, clientOrderId, tradeId, side: "BUY", price, quantity, fee })
    expect(enter()).toMatchObject({
      kind: "VOID",
      deal: { side: "SELL", amount: first?.deal?.amount },
      fee: { amount: `-${first?.fee?.amount}` },
      fees: `-${first?.fees}`
    })
    expect(sums()).toMatchObject({ profit: "0", fees: "0", funding: "0", trades: 0 })
    // Told once more, nothing moves.
    it.send({ _tag: "FillVoided", at, clientOrderId, tradeId, side: "BUY", price, quantity, fee })
    expect(enter()).toBeUndefined()
  })

  it("LEDGER-12 is a fee that came later, and what was put in", () => {
    const { enter, filled, first, it, sums } = bought()
    const { clientOrderId } = filled
    const amount = whole(it.market.quote("0.25"))
    it.send({ _tag: "FeeCharged", at: it.now as Time, clientOrderId, tradeId: "F" as TradeId, amount })
    expect(enter()).toMatchObject({ kind: "FEE", fee: { of: "QUOTE", amount: "0.25" }, fees: "0.25", profit: "0" })
    const had = sums().putIn
    it.add("50")
    expect(enter()).toMatchObject({ kind: "FUNDS", putIn: "50", fees: "0" })
    expect([had === sums().putIn, first?.kind]).toEqual([false, "TRADE"])
  })

  it("LEDGER-12 of steps that were left out is in the next one", () => {
    const { enter, filled, it, sums } = bought()
    const amount = whole(it.market.quote("0.25"))
    for (const id of ["F", "G"])
      it.send({
        _tag: "FeeCharged",
        at: it.now as Time,
        clientOrderId: filled.clientOrderId,
        tradeId: id as TradeId,
        amount
      })
    expect(enter()).toMatchObject({ fees: "0.5" })
    expect(sums().fees).toBe(summarize(it.config, it.state).fees)
  })
})
