import { expect, it } from "@effect/vitest"
import { Effect, Logger } from "effect"
import { TestClock } from "effect/testing"
import type { SentOrder } from "../../exchange.ts"
import { holdingsOf } from "./holdings.ts"
import { instrumentOf } from "./instruments.ts"
import { account, answering, fill, fillsAt, idsIn, listing, order } from "./listed.fixture.ts"

/** Times have their zeros cut at the end, and one may say another zone. */
const times = ["2026-11-27T15:01:02Z", "2026-11-27T10:01:02.5-05:00", "2026-11-27T15:01:02.51Z", "2026-11-27T15:01:03Z"]

it.effect("trades come in the order in which they happened, and the cursor is the latest", () =>
  Effect.gen(function* () {
    const rows = times.map((transaction_time, index) => ({
      ...fill,
      id: String(index),
      transaction_time,
      cum_qty: String(index + 1)
    }))
    const listed = yield* listing({ [fillsAt]: rows.toReversed() }).fills("2026-11-27T15:00:00Z")
    expect(idsIn(listed.fills)).toEqual(["o:1", "o:2", "o:3", "o:4"])
    expect(listed.cursor).toBe("2026-11-27T15:01:03Z")
  })
)

it.effect("a trade of the owner's own that can't be read is passed over and told of once, one of ours is not", () =>
  Effect.gen(function* () {
    const strange = { ...fill, id: "option", side: "buy_to_close", order_id: "x" }
    const theirs = { ...order, id: "x", client_order_id: "4f1c", asset_class: "us_option", qty: "a lot" }
    const said: Array<unknown> = []
    const logger = Logger.make<unknown, void>(({ message }) => void said.push(message))
    const { fills } = listing({ [fillsAt]: [strange, fill], "/v2/orders/x": theirs })
    const listed = yield* Effect.provide(Effect.andThen(fills(undefined), fills(undefined)), Logger.layer([logger]))
    expect(idsIn(listed.fills)).toEqual(["o:1"])
    expect(said.flat()).toEqual([expect.stringContaining("trade option")])
    for (const [row, of] of [
      [{ ...strange, order_id: "o" }, theirs],
      [strange, { ...theirs, client_order_id: "tt-2" }],
      [strange, { ...theirs, order_class: "oco" }],
      [{ ...strange, order_id: null }, theirs],
      [{ order_id: "x" }, theirs],
      [strange, undefined]
    ] as const) {
      const doubtful = listing({ [fillsAt]: [row, fill], ...(of !== undefined && { "/v2/orders/x": of }) })
      expect(yield* Effect.flip(doubtful.fills(undefined))).toMatchObject({ retryable: true })
    }
  })
)

it.effect(
  "a trade of an order of the owner's own that can't be counted here keeps none of ours back, and is asked of once",
  () =>
    Effect.gen(function* () {
      const theirs = { ...order, id: "x", client_order_id: "4f1c", asset_class: "us_option" }
      const rows = [{ ...fill, id: "g", order_id: "x" }, fill]
      const asked: Array<string> = []
      const { fills } = listing({ [fillsAt]: rows, "/v2/orders/x": theirs }, asked)
      const ofOrders = () => asked.filter((path) => path.startsWith("/v2/orders")).length
      expect(idsIn((yield* fills(undefined)).fills)).toEqual(["o:1"])
      const before = ofOrders()
      expect(idsIn((yield* fills(undefined)).fills)).toEqual(["o:1"])
      expect(ofOrders()).toBe(before)
    })
)

it.effect("a trade of ours that can't be counted, or that says no moment, is not forgotten", () =>
  Effect.gen(function* () {
    for (const odd of [
      { cum_qty: "0" },
      { qty: "0.5" },
      { price: "1.0000000001" },
      { transaction_time: "2026-13-45T99:99:99Z" }
    ]) {
      const { fills, fillsOf } = listing({ [fillsAt]: [{ ...fill, ...odd }], "/v2/orders/o": order })
      expect(yield* Effect.flip(fills(undefined))).toMatchObject({ retryable: true })
      const sent = { symbol: "KO", clientOrderId: "tt-1", exchangeOrderId: "o", sentAt: 0 } as SentOrder
      expect(yield* Effect.flip(fillsOf(sent))).toMatchObject({ retryable: true })
    }
  })
)

it.effect("a trade of an order that is not listed yet is waited for, of one that never was it is told once", () =>
  Effect.gen(function* () {
    const { fills } = listing({ [fillsAt]: [{ ...fill, id: "x", order_id: "x" }, fill] })
    yield* TestClock.setTime(Date.parse("2026-11-27T15:01:30Z"))
    expect(yield* Effect.flip(fills(undefined))).toMatchObject({ retryable: true })
    yield* TestClock.adjust("1 minute")
    expect(idsIn((yield* fills(undefined)).fills)).toEqual(["o:1"])
  })
)

it.effect("a pair's position whose own record says another thing is not told to be flat", () =>
  Effect.gen(function* () {
    const btc = instrumentOf("BTC/USD", "crypto")
    const row = { symbol: "BTCUSD", asset_id: "b", asset_class: "crypto", qty: "2" }
    const asset = { id: "b", class: "crypto", symbol: "BTC/USD", status: "active", tradable: true }
    const positionsBy = (record: object) =>
      holdingsOf(answering({ "/v2/account": account, "/v2/positions": [row], "/v2/assets/b": record }), () =>
        btc === undefined ? [] : [btc]
      ).positions
    expect(yield* positionsBy(asset)).toMatchObject([{ symbol: "BTC-USD", long: "2" }])
    for (const odd of [{ class: "crypto_perp" }, { symbol: "BTC" }])
      expect(yield* Effect.flip(positionsBy({ ...asset, ...odd }))).toMatchObject({ retryable: true })
  })
)

it.effect("a position that can't be read keeps back only what is held of what is traded here", () =>
  Effect.gen(function* () {
    const ko = instrumentOf("KO", "us_equity")
    const held = { symbol: "KO", asset_id: "a", asset_class: "us_equity", qty: "4" }
    const positionsWith = (row: object) =>
      holdingsOf(answering({ "/v2/account": account, "/v2/positions": [row, held] }), () =>
        ko === undefined ? [] : [ko]
      ).positions
    const rich = { ...account, cash: "1.00000000000000000001", equity: "2.123456789012345678901" }
    const { balances, standing } = holdingsOf(answering({ "/v2/account": rich, "/v2/positions": [] }), () => [])
    expect([yield* balances, yield* standing]).toMatchObject([[{ total: "1" }], { equity: "2.123456789012345678" }])
    const odd = { symbol: "DOGEUSD", asset_id: "d", asset_class: "crypto", qty: "a lot" }
    const stroke = { ...held, symbol: "K/O" }
    for (const row of [odd, stroke, { ...odd, symbol: "KO", asset_class: "us_option" }, { ...odd, qty: "1" }])
      expect(yield* positionsWith(row)).toMatchObject([{ symbol: "KO", long: "4" }])
    for (const row of [{ ...held, asset_class: "share" }, { ...held, qty: "a lot" }, { qty: "a lot" }])
      expect(yield* Effect.flip(positionsWith(row))).toMatchObject({ retryable: true })
  })
)

it.effect("what is held is not told from before a change, also where it was asked for too often", () =>
  Effect.gen(function* () {
    let cash = 100
    const asked: Array<string> = []
    const bodies = { "/v2/positions": [] }
    const answers = answering(
      Object.defineProperty(bodies, "/v2/account", {
        enumerable: true,
        get: () => ({ ...account, cash: String(cash) })
      }),
      asked
    )
    const { balances, changed, standing } = holdingsOf(answers, () => [])
    for (; cash < 110; cash++) {
      changed()
      expect(yield* balances).toMatchObject([{ total: String(cash) }])
    }
    expect(yield* balances).toMatchObject([{ total: "109" }])
    changed()
    expect(yield* Effect.flip(balances)).toMatchObject({ retryable: true, cause: "LIMITED", retryAfter: 20_000 })
    // What an account may do changes seldom.
    yield* standing
    expect(asked).toHaveLength(20)
    yield* TestClock.adjust("20 seconds")
    expect(yield* balances).toMatchObject([{ total: "110" }])
  })
)
