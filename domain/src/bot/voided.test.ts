import { describe, expect, it } from "vitest"
import type { Time, TradeId } from "../ids.ts"
import { marketOf } from "../market/market.ts"
import { instrument } from "../exchange/account.fixture.ts"
import { whole } from "../number/whole.ts"
import type { Ledger } from "../ledger/ledger.ts"
import { dca } from "../simulation/run.fixture.ts"
import { desk } from "./desk.fixture.ts"

const sums = ({ base, quote }: Ledger) => [
  Number(quote.capital) + Number(quote.cash) + Number(quote.cost) + Number(quote.profit) + Number(quote.fees),
  Number(base.position)
]

describe("a trade that the exchange takes back", () => {
  it.each([marketOf(instrument()), marketOf(instrument({ feeAsset: "RECEIVED" }))])(
    "LEDGER-11 leaves cash and base as they were, once, and pauses the run until it is resumed (%#)",
    (market) => {
      const it = desk(dca(), market)
      it.start()
      const before = { cash: it.state.ledger.quote.cash, base: it.state.ledger.base.position }
      const { id, quantity } = it.sole("BASE")
      it.fill(id, { trade: "T-bust" })
      const filled = it.events.findLast((event) => event._tag === "OrderFilled")
      if (filled?._tag !== "OrderFilled") throw new Error("nothing was filled")
      expect(it.state.ledger.base.position).not.toBe(before.base)
      const { at, clientOrderId, fee, price, tradeId } = filled
      for (const _ of [1, 2])
        it.send({ _tag: "FillVoided", at, clientOrderId, tradeId, side: "BUY", price, quantity, fee })
      const { ledger } = it.state
      expect([ledger.quote.cash, ledger.base.position, ledger.quote.cost, ledger.quote.fees]).toEqual([
        before.cash,
        before.base,
        0,
        0
      ])
      expect(sums(ledger)).toEqual([0, 0])
      expect([it.state.life, it.state.reason]).toEqual([
        "PAUSED",
        expect.stringMatching(/^The exchange took a purchase of .* back: look at the account, then resume the bot\.$/)
      ])
      it.resume()
      expect(it.state.life).not.toBe("PAUSED")
    }
  )

  it("LEDGER-11 fees that come later are booked as fees, once", () => {
    const it = desk(dca())
    it.start()
    it.fill(it.sole("BASE").id)
    const { cash, fees } = it.state.ledger.quote
    const amount = whole(it.market.quote("0.25"))
    const charge = { at: it.now as Time, clientOrderId: it.placed[0]?.order.clientOrderId ?? ("" as never) }
    for (const _ of [1, 2]) it.send({ _tag: "FeeCharged", ...charge, tradeId: "F1" as TradeId, amount })
    expect(Number(it.state.ledger.quote.fees) - Number(fees)).toBe(Number(amount))
    expect(Number(cash) - Number(it.state.ledger.quote.cash)).toBe(Number(amount))
    expect(sums(it.state.ledger)[0]).toBe(0)
  })

  it("LEDGER-11 a fee in base that comes later, or goes back, is taken from the position at what it is worth, once", () => {
    const it = desk(dca(), marketOf(instrument({ feeAsset: "RECEIVED" })))
    it.start()
    const { id } = it.sole("BASE")
    it.fill(id)
    const { base, quote } = structuredClone(it.state.ledger)
    const charge = { at: it.now as Time, clientOrderId: id }
    const [more, value] = [whole(it.market.base("-0.002")), whole(it.market.quote("-0.2"))]
    for (const _ of [1, 2])
      it.send({ _tag: "FeeCharged", ...charge, tradeId: "F1" as TradeId, amount: value, base: more })
    const after = it.state.ledger
    expect(Number(after.base.position) - Number(base.position)).toBe(-Number(more))
    expect(Number(after.base.fees) - Number(base.fees)).toBe(Number(more))
    expect(Number(after.quote.cost) - Number(quote.cost)).toBe(-Number(value))
    expect(Number(after.quote.fees) - Number(quote.fees)).toBe(Number(value))
    expect(after.quote.cash).toBe(quote.cash)
    expect(sums(after)[0]).toBe(0)
    expect([base, after.base].map((one) => Number(one.market) + Number(one.position) + Number(one.fees))).toEqual([
      0, 0
    ])
  })
})
