import { describe, expect, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { http, HttpResponse } from "msw"
import type { Symbol } from "@tradetower/domain/market"
import {
  configurationAnswer,
  gets,
  openedAt,
  orderAnswer,
  PAPER,
  signed,
  signedWithBody,
  since
} from "./answered.fixture.ts"
import { asked, coin, shares, stock } from "./asked.fixture.ts"

const KO = "KO" as Symbol
const { id } = orderAnswer
const clientOrderId = asked(stock, { limit: "61.25" }).clientOrderId
const at = `${PAPER}/v2/orders`
const posts = (body: object, status = 200) => http.post(at, () => HttpResponse.json(body, { status }))
const refuses = (message: string, more: object = {}, status = 403) =>
  posts({ code: status === 403 ? 40310000 : 42210000, message, ...more }, status)
const clock = {
  timestamp: "2026-11-27T10:05:00.123456789-05:00",
  is_open: true,
  next_open: "2026-11-30T09:30:00-05:00",
  next_close: "2026-11-27T13:00:00-05:00"
}
/** A question about orders, as it leaves. */
const get = (path: string) => ({ asked: `GET ${PAPER}${path}`, headers: signed, body: undefined })

describe("what Alpaca is asked of orders", () => {
  it.effect("is placed once, signed, and is there under Alpaca's id", () =>
    Effect.gen(function* () {
      const { account, sent } = yield* openedAt("PAPER", posts(orderAnswer))
      const asks = since(sent)
      const placed = yield* account.place(KO, asked(stock, { limit: "61.25" }))
      expect(placed).toEqual({ exchangeOrderId: id })
      expect(asks()).toEqual([
        {
          asked: `POST ${at}`,
          headers: signedWithBody,
          body: `{"symbol":"KO","qty":"10","side":"buy","type":"limit","time_in_force":"gtc","client_order_id":"tt-a1-GRID-7","limit_price":"61.25"}`
        }
      ])
    })
  )

  it.effect("shares at market are asked for once the clock says that the market is open", () =>
    Effect.gen(function* () {
      const { account, sent } = yield* openedAt("PAPER", posts(orderAnswer), gets(`${PAPER}/v2/clock`, clock))
      const asks = since(sent)
      yield* account.place(KO, asked(stock, { type: "MARKET", timeInForce: "DAY" }))
      yield* account.place("BTC-USD" as Symbol, asked(coin, { type: "MARKET", timeInForce: "IOC" }))
      expect(asks().map((one) => one.asked)).toEqual([`GET ${PAPER}/v2/clock`, `POST ${at}`, `POST ${at}`])
      expect(asks()[0]).toEqual(get("/v2/clock"))
    })
  )

  it.effect("a sale that could go short is asked for after what is held of it", () =>
    Effect.gen(function* () {
      const held = { asset_id: "a", symbol: "KO", asset_class: "us_equity", qty: "12", qty_available: "10" }
      const { account, sent } = yield* openedAt(
        "PAPER",
        posts({ ...orderAnswer, side: "sell" }),
        gets(`${PAPER}/v2/account/configurations`, { ...configurationAnswer, no_shorting: false }),
        gets(`${PAPER}/v2/positions/KO`, held)
      )
      const asks = since(sent)
      yield* account.place(KO, asked(stock, { limit: "61.25", side: "SELL" }))
      expect(asks().map((one) => one.asked)).toEqual([`GET ${PAPER}/v2/positions/KO`, `POST ${at}`])
      expect(asks()[0]).toEqual(get("/v2/positions/KO"))
    })
  )

  it.effect.each([
    ["insufficient buying power", { buying_power: "8.5", cost_basis: "612.5" }, "INSUFFICIENT_FUNDS"],
    [
      "insufficient qty available for order (requested: 10, available: 4)",
      { related_orders: ["x"] },
      "INSUFFICIENT_FUNDS"
    ],
    ["potential wash trade detected. use complex orders", { existing_order_id: "e5" }, "OPPOSITE_ORDER"],
    ["cost basis must be >= minimal amount of order 10", {}, "BELOW_MINIMUM"],
    ["asset KO is not fractionable", {}, "INVALID"],
    ["new orders are rejected by user request", {}, "EXCHANGE"]
  ] as const)("a refusal is read by its words: %s", ([message, more, reason]) =>
    Effect.gen(function* () {
      const { account } = yield* openedAt("PAPER", refuses(message, more))
      const error = yield* Effect.flip(account.place(KO, asked(stock, { limit: "61.25" })))
      expect(error).toMatchObject({ _tag: "OrderRejected", reason })
      if ("buying_power" in more) expect(error).toMatchObject({ missing: { asset: "USD", amount: "604" } })
    })
  )

  it.effect("one that is there already is looked at, by our id, before it is taken for this one", () =>
    Effect.gen(function* () {
      for (const [limit_price, tag] of [
        ["61.25", undefined],
        ["60", "OrderDiffers"]
      ] as const) {
        const found = http.get(`${PAPER}/v2/orders:by_client_order_id`, () =>
          HttpResponse.json({ ...orderAnswer, limit_price })
        )
        const duplicate = posts({ code: 40010001, message: "client_order_id must be unique" }, 422)
        yield* Effect.scoped(
          Effect.gen(function* () {
            const { account, sent } = yield* openedAt("PAPER", duplicate, found)
            const asks = since(sent)
            const result = account.place(KO, asked(stock, { limit: "61.25" }))
            if (tag === undefined) expect(yield* result).toEqual({ exchangeOrderId: id })
            else expect((yield* Effect.flip(result))._tag).toBe(tag)
            expect(asks()[1]).toEqual(get(`/v2/orders:by_client_order_id?client_order_id=${clientOrderId}`))
          })
        )
      }
    })
  )

  it.effect("is taken back by Alpaca's id, and one that is not there is looked for", () =>
    Effect.gen(function* () {
      const notThere = { code: 40410000, message: "order not found" }
      const answers = [
        new HttpResponse(null, { status: 204 }),
        HttpResponse.json({ code: 42210000, message: 'order is already in "filled" state' }, { status: 422 }),
        HttpResponse.json(notThere, { status: 404 })
      ]
      const { account, sent } = yield* openedAt(
        "PAPER",
        http.delete(`${at}/${id}`, () => answers.shift() ?? HttpResponse.error()),
        gets(`${at}/${id}`, notThere, 404),
        gets(`${PAPER}/v2/orders:by_client_order_id`, notThere, 404)
      )
      const asks = since(sent)
      for (const _ of [1, 2, 3]) yield* account.cancel(KO, { clientOrderId, exchangeOrderId: id })
      const taken = { asked: `DELETE ${at}/${id}`, headers: signed, body: undefined }
      const looks = [
        get(`/v2/orders/${id}?nested=true`),
        get(`/v2/orders:by_client_order_id?client_order_id=${clientOrderId}`)
      ]
      expect(asks()).toEqual([taken, taken, taken, ...looks])
    })
  )

  it.effect("one is found by Alpaca's id with its legs, and what took its place by that of each", () =>
    Effect.gen(function* () {
      const heir = {
        ...orderAnswer,
        id: "h1",
        client_order_id: "of-alpaca",
        replaces: id,
        limit_price: "60.9",
        status: "new"
      }
      const { account, sent } = yield* openedAt(
        "PAPER",
        gets(`${at}/${id}`, { ...orderAnswer, status: "replaced", replaced_by: "h1" }),
        gets(`${at}/h1`, heir)
      )
      const asks = since(sent)
      const found = yield* account.find({ symbol: KO, clientOrderId, exchangeOrderId: id, sentAt: 0 })
      expect(Option.getOrThrow(found)).toEqual({
        clientOrderId,
        exchangeOrderId: id,
        symbol: "KO",
        status: "OPEN",
        side: "BUY",
        price: 612_500,
        quantity: shares("10"),
        placedAt: Date.parse(orderAnswer.submitted_at),
        filledQuantity: 0
      })
      expect(asks()).toEqual([get(`/v2/orders/${id}?nested=true`), get("/v2/orders/h1?nested=true")])
    })
  )

  it.effect("all that rest are listed, the latest first, page by page", () =>
    Effect.gen(function* () {
      const row = (number: number) => ({
        ...orderAnswer,
        id: `o${number}`,
        client_order_id: `tt-${number}`,
        submitted_at: `2026-11-27T15:00:00.${String(999 - number).padStart(3, "0")}123Z`,
        status: "new"
      })
      const pages = [Array.from({ length: 500 }, (_, index) => row(index)), [row(499), row(500)]]
      const { account, sent } = yield* openedAt(
        "PAPER",
        http.get(at, () => HttpResponse.json(pages.shift() ?? []))
      )
      const asks = since(sent)
      expect(yield* account.openOrders).toHaveLength(501)
      const page = "/v2/orders?status=open&limit=500&nested=true&direction=desc"
      expect(asks()).toEqual([
        get(page),
        // Just after the last of the page before: several may be of its moment.
        get(`${page}&until=2026-11-27T15%3A00%3A00.501Z`)
      ])
    })
  )
})
