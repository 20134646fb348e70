import { describe, expect, it } from "vitest"
import { marketOf } from "../market/market.ts"
import { balances, crossings, fillsSince, findOrder, openAccount, openOrders } from "./account.ts"
import { instrument, market, order, price, told } from "./account.fixture.ts"
import { cancel } from "./cancel.ts"
import { encodeAccount } from "./persist.ts"
import { place } from "./place.ts"
import { priceMoved } from "./price-moved.ts"
import type { FillModel } from "./fill-model.ts"
import type { Decimal } from "../number/decimal.ts"
import type { ClientOrderId } from "../ids.ts"

const at100 = (holding: Record<string, string> = { USD: "1000", ABC: "10" }, fills?: FillModel) => {
  const account = openAccount("ada", holding, fills)
  priceMoved(account, market, price("100"), 1)
  return account
}
const move = (account: ReturnType<typeof at100>, to: string, volume?: number) =>
  told(priceMoved(account, market, price(to), 2, volume === undefined ? {} : { volume }))
const send = (account: ReturnType<typeof at100>, ...args: Parameters<typeof order>) =>
  told(place(account, market, order(...args), 1))

describe("limit orders", () => {
  it("PAPER-5 fill at their own limit as maker when the price touches or passes it, best price first", () => {
    const account = at100()
    send(account, "low", "BUY", "1", { price: "98" })
    send(account, "high", "BUY", "1", { price: "99" })
    send(account, "high2", "BUY", "1", { price: "99" })
    send(account, "sell", "SELL", "1", { price: "101" })
    expect(move(account, "99.01")).toEqual([])
    expect(move(account, "99")).toEqual(["filled high 1@99 MAKER", "filled high2 1@99 MAKER"])
    expect(move(account, "90")).toEqual(["filled low 1@98 MAKER"])
    expect(move(account, "150")).toEqual(["filled sell 1@101 MAKER"])
  })

  it("PAPER-6 fill at the opening price, better than their limit, when the market was closed in between", () => {
    const account = at100()
    send(account, "a", "BUY", "1", { price: "98" })
    expect(told(priceMoved(account, market, price("90"), 2, { gap: true }))).toEqual(["filled a 1@90 MAKER"])
    expect(balances(account)["USD"]).toEqual({ free: "909.91", reserved: "0" })
  })

  it("PAPER-7 take at once, at the last price, when they arrive beyond it", () => {
    const account = at100()
    expect(send(account, "a", "BUY", "1", { price: "105" })).toEqual(["accepted a", "filled a 1@100 TAKER"])
    expect(send(account, "b", "SELL", "1", { price: "99.5" })).toEqual(["accepted b", "filled b 1@100 TAKER"])
    expect(send(account, "c", "BUY", "1", { price: "99", timeInForce: "IOC" })).toEqual(["accepted c", "cancelled c"])
  })
})

describe("stops and slippage", () => {
  it("PAPER-8 a stop becomes a market order at the price that touches it, at once when already passed", () => {
    const account = at100()
    send(account, "stop", "SELL", "1", { type: "STOP", price: "95" })
    expect(move(account, "95.01")).toEqual([])
    expect(move(account, "94")).toEqual(["filled stop 1@94 TAKER"])
    expect(send(account, "late", "SELL", "1", { type: "STOP", price: "96" })).toEqual([
      "accepted late",
      "filled late 1@94 TAKER"
    ])
    send(account, "up", "BUY", "1", { type: "STOP", price: "97" })
    expect(move(account, "97")).toEqual(["filled up 1@97 TAKER"])
  })

  it("PAPER-8 a falling price meets limits and stops in the order of their prices", () => {
    const account = at100()
    send(account, "stop", "SELL", "1", { type: "STOP", price: "98" })
    send(account, "below", "BUY", "1", { price: "97" })
    send(account, "above", "BUY", "1", { price: "99" })
    expect(move(account, "96")).toEqual([
      "filled above 1@99 MAKER",
      "filled stop 1@96 TAKER",
      "filled below 1@97 MAKER"
    ])
  })

  it("PAPER-9 slippage worsens takers, never makers, never beyond a limit", () => {
    const account = at100(undefined, { slippage: { _tag: "Fixed", basisPoints: 10 } })
    expect(send(account, "a", "BUY", "1")).toEqual(["accepted a", "filled a 1@100.1 TAKER"])
    expect(send(account, "b", "SELL", "1")).toEqual(["accepted b", "filled b 1@99.9 TAKER"])
    expect(send(account, "c", "BUY", "1", { price: "100.05" })).toEqual(["accepted c", "filled c 1@100.05 TAKER"])
    send(account, "d", "BUY", "1", { price: "99" })
    expect(move(account, "99")).toEqual(["filled d 1@99 MAKER"])
  })

  it("PAPER-9 slippage by volume grows with the order's share of it, up to its most", () => {
    const slippage = { _tag: "ByVolume", basisPoints: 100, maxBasisPoints: 50 } as const
    const account = at100(undefined, { slippage })
    expect(send(account, "unknown", "BUY", "1")).toEqual(["accepted unknown", "filled unknown 1@100.5 TAKER"])
    move(account, "100", 10_000)
    expect(send(account, "tenth", "BUY", "1")).toEqual(["accepted tenth", "filled tenth 1@100.1 TAKER"])
  })
})

describe("protective stops", () => {
  const protect = { type: "STOP", price: "95", purpose: "STOP_LOSS", reduceOnly: true } as const

  it("PAPER-18 hold nothing back beside the exits, and cancel those of their run when they fill", () => {
    const account = at100()
    send(account, "tt-00000000aa-GRID-1", "SELL", "6", { price: "101" })
    send(account, "tt-00000000bb-GRID-1", "SELL", "3", { price: "101" })
    expect(send(account, "tt-00000000aa-STOP_LOSS-2", "SELL", "6", protect)).toEqual([
      "accepted tt-00000000aa-STOP_LOSS-2"
    ])
    expect(balances(account)["ABC"]).toEqual({ free: "1", reserved: "9" })
    expect(move(account, "95")).toEqual([
      "filled tt-00000000aa-STOP_LOSS-2 6@95 TAKER",
      "cancelled tt-00000000aa-GRID-1"
    ])
    expect(balances(account)["ABC"]).toEqual({ free: "1", reserved: "3" })
  })

  it("PAPER-18 say what they cancelled also when they fill on arrival", () => {
    const account = at100()
    send(account, "tt-00000000aa-GRID-1", "SELL", "6", { price: "101" })
    expect(send(account, "tt-00000000aa-STOP_LOSS-2", "SELL", "6", { ...protect, price: "100" })).toEqual([
      "accepted tt-00000000aa-STOP_LOSS-2",
      "filled tt-00000000aa-STOP_LOSS-2 6@100 TAKER",
      "cancelled tt-00000000aa-GRID-1"
    ])
  })

  it.each([
    ["SELL", "95", "94"],
    ["BUY", "105", "106"]
  ] as const)("PAPER-18 one that replaces another never fills beside it: %s", (side, trigger, price) => {
    const account = at100()
    const [old, next] = ["tt-00000000aa-STOP_LOSS-1", "tt-00000000aa-STOP_LOSS-2"]
    send(account, old, side, "2", { ...protect, reduceOnly: side === "SELL", price: trigger })
    send(account, next, side, "3", { ...protect, reduceOnly: side === "SELL", price: trigger })
    send(account, "tt-00000000bb-STOP_LOSS-1", side, "1", { ...protect, reduceOnly: side === "SELL", price: trigger })
    expect(move(account, price)).toEqual([
      `filled ${old} 2@${price} TAKER`,
      `cancelled ${next}`,
      `filled tt-00000000bb-STOP_LOSS-1 1@${price} TAKER`
    ])
  })

  it("PAPER-18 fill what is there and give up the rest", () => {
    const account = at100()
    send(account, "tt-00000000aa-STOP_LOSS-2", "SELL", "6", protect)
    send(account, "tt-00000000bb-GRID-1", "SELL", "8", { price: "101" })
    expect(move(account, "94")).toEqual([
      "filled tt-00000000aa-STOP_LOSS-2 2@94 TAKER",
      "cancelled tt-00000000aa-STOP_LOSS-2"
    ])
  })
})

describe("partial fills", () => {
  const half: FillModel = { slippage: { _tag: "None" }, volumeSharePercent: 50 }

  it("PAPER-10 orders share the move's volume in the order in which they are met", () => {
    const account = at100(undefined, half)
    send(account, "a", "BUY", "2", { price: "99" })
    send(account, "b", "BUY", "2", { price: "98" })
    expect(move(account, "98", 6_000)).toEqual(["filled a 2@99 MAKER", "filled b 1@98 MAKER"])
    expect(move(account, "97", 1_000)).toEqual(["filled b 0.5@98 MAKER"])
    expect(move(account, "97.5")).toEqual([])
    expect(move(account, "97", 9_000)).toEqual(["filled b 0.5@98 MAKER"])
    expect(findOrder(account, "b")?.status).toBe("FILLED")
  })

  it("PAPER-10 a market order works on what is left; immediate or cancel gives it up", () => {
    const account = at100(undefined, half)
    move(account, "100", 2_000)
    expect(send(account, "a", "SELL", "3")).toEqual(["accepted a", "filled a 1@100 TAKER"])
    expect(crossings(account, "ABC-USD")).toEqual({ above: 1 })
    expect(send(account, "b", "SELL", "1", { timeInForce: "IOC" })).toEqual(["accepted b", "cancelled b"])
    expect(move(account, "101", 2_000)).toEqual(["filled a 1@101 TAKER"])
    expect(openOrders(account).map((open) => open.request.clientOrderId)).toEqual(["a"])
    expect(told(cancel(account, "a" as ClientOrderId, 3))).toEqual(["cancelled a"])
    expect(balances(account)["ABC"]).toEqual({ free: "8", reserved: "0" })
  })
})

describe("money", () => {
  it("PAPER-3 a resting buy holds back its notional and fee, a resting sell its base", () => {
    const account = at100()
    send(account, "a", "BUY", "2", { price: "99" })
    send(account, "b", "SELL", "3", { price: "101" })
    expect(balances(account)).toEqual({
      USD: { free: "801.802", reserved: "198.198" },
      ABC: { free: "7", reserved: "3" }
    })
    cancel(account, "a" as ClientOrderId, 2)
    expect(balances(account)["USD"]).toEqual({ free: "1000", reserved: "0" })
  })

  it("PAPER-11 an order that can't be paid is refused with the amount; a stop fills what it can pay", () => {
    const account = at100({ USD: "100.1", ABC: "0" })
    expect(send(account, "a", "BUY", "1")).toEqual(["rejected a INSUFFICIENT_FUNDS"])
    expect(findOrder(account, "a")?.reports[0]).toMatchObject({
      message: "needs 100.20 USD, 100.10 USD are free",
      missing: { asset: "USD", amount: "0.1" }
    })
    expect(send(account, "b", "BUY", "1", { price: "100", type: "STOP" })).toEqual(["rejected b INSUFFICIENT_FUNDS"])
    const tight = at100({ USD: "102.204", ABC: "0" })
    expect(send(tight, "c", "BUY", "1", { price: "102", type: "STOP" })).toEqual(["accepted c"])
    expect(move(tight, "110")).toEqual(["filled c 0.927@110 TAKER", "cancelled c"])
    expect(balances(tight)["USD"]).toEqual({ free: "0.03006", reserved: "0" })
  })

  it("PAPER-12 a fee is paid in quote or in what the trade brings, rounded up once over the order's life", () => {
    const account = at100()
    send(account, "a", "SELL", "1")
    expect(balances(account)).toMatchObject({ USD: { free: "1099.8" }, ABC: { free: "9" } })

    const received = marketOf(instrument({ feeAsset: "RECEIVED" }))
    const other = openAccount("ben", { USD: "1000" })
    priceMoved(other, received, price("100"), 1)
    expect(place(other, received, order("a", "BUY", "1"), 1)[1]).toMatchObject({
      fee: { _tag: "Base", amount: 200_000 }
    })
    expect(balances(other)).toMatchObject({ USD: { free: "900" }, ABC: { free: "0.998" } })
  })

  it("PAPER-12 many small fills never cost more in fees than one", () => {
    const odd = marketOf(instrument({ makerFeeRate: "0.000000001" as Decimal, minNotional: "0" as Decimal }))
    const account = openAccount("ada", { USD: "10" }, { slippage: { _tag: "None" }, volumeSharePercent: 100 })
    priceMoved(account, odd, price("11"), 1)
    expect(told(place(account, odd, order("a", "BUY", "0.999", { price: "10" }), 1))).toEqual(["accepted a"])
    for (let i = 0; i < 999; i++) priceMoved(account, odd, price("10"), 2, { volume: 1 })
    expect(findOrder(account, "a")?.status).toBe("FILLED")
    expect(balances(account)["USD"]).toEqual({ free: "0.00999999", reserved: "0" })
  })
})

describe("orders", () => {
  it("PAPER-4 the same client order id is answered as the first time and changes nothing", () => {
    const account = at100()
    const first = place(account, market, order("a", "BUY", "1", { price: "99" }), 1)
    const before = encodeAccount(account)
    expect(place(account, market, order("a", "BUY", "5", { price: "90" }), 9)).toEqual(first)
    expect(encodeAccount(account)).toBe(before)
    move(account, "98")
    expect(place(account, market, order("a", "BUY", "1", { price: "99" }), 9)).toEqual(first)
    const refused = place(account, market, order("b", "BUY", "100"), 1)
    expect(place(account, market, order("b", "BUY", "0.5"), 1)).toEqual(refused)
  })

  it("PAPER-13 refuses what the instrument's rules don't allow, naming the reason", () => {
    const account = at100()
    expect(send(account, "dust", "BUY", "0.005", { price: "99" })).toEqual(["rejected dust BELOW_MINIMUM"])
    expect(send(account, "reduce", "SELL", "11", { price: "120", reduceOnly: true })).toEqual([
      "rejected reduce REDUCE_ONLY"
    ])
    expect(send(account, "short", "BUY", "1", { reduceOnly: true })).toEqual(["rejected short REDUCE_ONLY"])
    expect(told(place(account, market, { ...order("zero", "BUY", "1"), quantity: 0 as never }, 1))).toEqual([
      "rejected zero INVALID"
    ])
    expect(send(account, "bare", "BUY", "1", { type: "LIMIT" })).toEqual(["rejected bare INVALID"])
    expect(told(place(openAccount("new", { USD: "1000" }), market, order("early", "BUY", "1"), 1))).toEqual([
      "rejected early EXCHANGE"
    ])
    for (let i = 0; i < 50; i++) send(account, `o${i}`, "BUY", "0.1", { price: "90" })
    expect(send(account, "many", "BUY", "0.1", { price: "90" })).toEqual(["rejected many TOO_MANY_ORDERS"])
    expect(send(account, "now", "BUY", "0.1")).toEqual(["accepted now", "filled now 0.1@100 TAKER"])
  })

  it("PAPER-14 cancelling frees the funds once; what is not open can't be cancelled", () => {
    const account = at100()
    send(account, "a", "BUY", "1", { price: "99" })
    send(account, "b", "BUY", "1", { price: "99" })
    expect(told(cancel(account, "a" as ClientOrderId, 2))).toEqual(["cancelled a"])
    expect(cancel(account, "a" as ClientOrderId, 2)).toEqual([])
    expect(cancel(account, "nobody" as ClientOrderId, 2)).toEqual([])
    expect(move(account, "98")).toEqual(["filled b 1@99 MAKER"])
  })

  it("PAPER-15 counts orders and trades, so that ids are the same every time and fills are read from a cursor", () => {
    const account = at100()
    const [accepted] = place(account, market, order("a", "BUY", "1"), 1)
    expect(accepted).toMatchObject({ exchangeOrderId: "ada-O1" })
    const first = fillsSince(account, 0)
    expect(first.fills.map((fill) => fill.report.tradeId)).toEqual(["ada-T1"])
    expect(fillsSince(account, first.cursor).fills).toEqual([])
    send(account, "b", "SELL", "1")
    expect(fillsSince(account, first.cursor).fills.map((fill) => fill.report.tradeId)).toEqual(["ada-T2"])
  })

  it("PAPER-17 tells the nearest prices that would fill something", () => {
    const account = at100()
    expect(crossings(account, "ABC-USD")).toEqual({})
    send(account, "a", "BUY", "1", { price: "98" })
    send(account, "b", "SELL", "1", { price: "97", type: "STOP" })
    send(account, "c", "SELL", "1", { price: "103" })
    send(account, "d", "BUY", "1", { price: "104", type: "STOP" })
    expect(crossings(account, "ABC-USD")).toEqual({ above: price("103"), below: price("98") })
  })
})
