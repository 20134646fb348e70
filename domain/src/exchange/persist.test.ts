import { describe, expect, it } from "vitest"
import { fillsSince, findOrder, openAccount, openOrders } from "./account.ts"
import { marketOf } from "../market/market.ts"
import { perpetualOf } from "../market/perpetual.ts"
import type { Decimal } from "../number/decimal.ts"
import { instrumentBy, marketBy } from "../terms/instrument-under.ts"
import { instrument, lots, market, order, price, told } from "./account.fixture.ts"
import {
  accountFromRows,
  AccountUnreadable,
  decodeAccount,
  drainChanges,
  encodeAccount,
  forgetBefore
} from "./persist.ts"
import { place } from "./place.ts"
import { priceMoved } from "./price-moved.ts"
import type { FillModel } from "./fill-model.ts"

const futures = perpetualOf(instrument())
const at100 = (fills?: FillModel) => {
  const account = openAccount("ada", { USD: "1000", ABC: "10" }, fills)
  priceMoved(account, market, price("100"), 1)
  return account
}
const move = (account: ReturnType<typeof at100>, to: string, volume?: number) =>
  told(priceMoved(account, market, price(to), 2, volume === undefined ? {} : { volume }))
const send = (account: ReturnType<typeof at100>, ...args: Parameters<typeof order>) =>
  told(place(account, market, order(...args), 1))

describe("saving", () => {
  it("PAPER-16 an account read back goes on exactly as the one saved, whole or row by row", () => {
    const account = at100({ slippage: { _tag: "Fixed", basisPoints: 3 }, volumeSharePercent: 40 })
    const rows = new Map<string, string | undefined>()
    const save = () => drainChanges(account).forEach(({ key, text }) => rows.set(key, text))
    save()
    send(account, "a", "BUY", "2", { price: "99" })
    save()
    send(account, "b", "SELL", "2", { price: "101" })
    send(account, "s", "SELL", "1", { price: "97", type: "STOP" })
    move(account, "99", 2_000)
    save()
    const whole = decodeAccount(encodeAccount(account))
    const byRows = accountFromRows([...rows].map(([key, text]) => ({ key, text })))
    expect(encodeAccount(whole)).toBe(encodeAccount(account))
    expect(encodeAccount(byRows)).toBe(encodeAccount(account))
    const expected = move(account, "96", 4_000)
    expect(expected.length).toBeGreaterThan(1)
    expect(move(whole, "96", 4_000)).toEqual(expected)
    expect(drainChanges(openAccount("new", {}))).toEqual([])
  })

  it("PAPER-16 an order that was refused for want of funds is read back with what it lacked", () => {
    const account = at100()
    const [lacking] = place(account, market, order("a", "SELL", "11.5"), 1)
    expect(lacking).toMatchObject({ _tag: "OrderRejected", missing: { asset: "ABC", amount: "1.5" } })
    const read = decodeAccount(encodeAccount(account))
    expect(findOrder(read, "a")?.reports).toEqual([lacking])
    expect(encodeAccount(read)).toBe(encodeAccount(account))
  })

  it("PAPER-16 LEDGER-7 reads amounts written as text, however small, in their one form", () => {
    const account = at100()
    send(account, "a", "BUY", "2", { price: "99" })
    const asText = encodeAccount(account).replace(/\\"(reserved|free|fee|basis)\\":(\d+)/g, '\\"$1\\":\\"$2\\"')
    expect(asText).not.toBe(encodeAccount(account))
    const read = decodeAccount(asText)
    expect(encodeAccount(read)).toBe(encodeAccount(account))
    expect(findOrder(read, "a")?.maker.fee).toBe(0)
  })

  it.each([{}, futures])("PAPER-16 ORDER-7 keeps lots beyond 2^53 exactly (%#)", (kind) => {
    const fine = "0.00000001" as Decimal
    const tiny = marketOf(instrument({ ...kind, tickSize: fine, lotSize: fine, minQuantity: fine }))
    const account = openAccount("ada", { USD: "100000" }, { slippage: { _tag: "None" }, volumeSharePercent: 30 })
    const trade = (on: typeof account, to: string, volume: string) =>
      told(priceMoved(on, tiny, price(to, tiny), 2, { volume: lots(volume, tiny) }), tiny)
    trade(account, "0.00000123", "10000000000")
    for (const sent of [
      order("buys", "BUY", "900000000.00000001", {}, tiny),
      order("sells", "SELL", "700000000.00000003", { price: "0.0000013" }, tiny)
    ])
      place(account, tiny, sent, 1)
    trade(account, "0.0000013", "1000000000.00000009")
    const read = decodeAccount(encodeAccount(account))
    expect(encodeAccount(read)).toBe(encodeAccount(account))
    expect(findOrder(read, "sells")?.filled).toBe(30_000_000_000_000_002n)
    expect(trade(read, "0.00000131", "10000000000")).toEqual(["filled sells 400000000.00000001@0.0000013 MAKER"])
  })

  it("PAPER-24 counts what was kept in whole shares in the fractions that its broker takes, exactly", () => {
    const noon = Date.UTC(2026, 0, 5, 17)
    const stock = instrument({ assetClass: "EQUITY", lotSize: "1" as Decimal, minQuantity: "1" as Decimal })
    const fills: FillModel = { slippage: { _tag: "None" }, volumeSharePercent: 50 }
    const before = marketOf(instrumentBy("alpaca", stock))
    const now = marketBy("alpaca", { instrument: stock })
    const traded = (on: typeof market) => {
      const account = openAccount("ada", { USD: "100000" }, fills, { terms: "alpaca", keepsHours: true })
      const move = (to: string, volume: string) =>
        priceMoved(account, on, price(to, on), noon, { volume: lots(volume, on) })
      move("100", "1000")
      place(account, on, order("a", "BUY", "20", { timeInForce: "DAY" }, on), noon)
      place(account, on, order("b", "BUY", "30", { price: "99" }, on), noon)
      place(account, on, order("c", "SELL", "7", { price: "104" }, on), noon)
      move("98", "40")
      return account
    }
    const read = decodeAccount(encodeAccount(traded(before)))
    expect(encodeAccount(read)).toBe(encodeAccount(decodeAccount(encodeAccount(traded(now)))))
    expect(findOrder(read, "b")).toMatchObject({ filled: lots("20", now), request: { quantity: lots("30", now) } })
    // All of it is written with the next change.
    expect(drainChanges(read).map(({ key }) => key)).toEqual(["account", "order/a", "order/b", "order/c"])
    expect(told(priceMoved(read, now, price("97", now), noon, { volume: lots("60", now) }), now)).toEqual([
      "filled b 10@99 MAKER"
    ])
    expect(told(place(read, now, order("d", "SELL", "2.5", { timeInForce: "DAY" }, now), noon), now)).toContain(
      "filled d 2.5@97 TAKER"
    )
  })

  it("PAPER-16 says what is wrong with a text it can't read", () => {
    expect(() => decodeAccount("{")).toThrow(AccountUnreadable)
    expect(() => decodeAccount("{}")).toThrow(/not a list/)
    expect(() => decodeAccount("[]")).toThrow(/first row is missing/)
    const newer = encodeAccount(at100()).replace('format\\":1', 'format\\":2')
    expect(() => decodeAccount(newer)).toThrow(/format 2/)
  })

  it("PAPER-16 forgets what ended long ago and keeps what is open", () => {
    const account = at100()
    send(account, "old", "BUY", "1")
    send(account, "open", "BUY", "1", { price: "90" })
    const { cursor } = fillsSince(account, 0)
    drainChanges(account)
    forgetBefore(account, 5)
    expect(findOrder(account, "old")).toBeUndefined()
    expect(openOrders(account)).toHaveLength(1)
    expect(drainChanges(account)).toContainEqual({ key: "order/old", text: undefined })
    send(account, "new", "SELL", "1")
    expect(fillsSince(account, cursor).fills.map((fill) => fill.report.clientOrderId)).toEqual(["new"])
  })
})
