import { expect, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { TestClock } from "effect/testing"
import { http, HttpResponse } from "msw"
import { RequestWindow } from "../../wire/request-window.ts"
import { alpacaAddresses, hostsAt } from "./addresses.ts"
import { OrderAnswer } from "./answers.ts"
import { gets, key, openedAt, orderAnswer, PAPER, signed, since } from "./answered.fixture.ts"
import { elsewhereOf } from "./elsewhere.ts"
import { KnownOrders } from "./known-orders.ts"
import { restOf } from "./rest.ts"
import { Executions } from "./voided.ts"
import { answeredHere } from "../../../../infra/platform/src/wire/answered-here.fixture.ts"

const at = `${PAPER}/v2/account/activities`
const NOW = Date.parse("2026-11-30T15:00:00Z")
const fill = {
  activity_type: "FILL",
  cum_qty: "2",
  id: "20261127100102123::2d7be4ff-d1f3-43e9-856a-0f5cf5c5088e",
  leaves_qty: "8",
  order_id: orderAnswer.id,
  order_status: "partially_filled",
  price: "61.24015",
  qty: "2",
  side: "buy",
  symbol: "KO",
  transaction_time: "2026-11-27T15:01:02.123456Z",
  type: "partial_fill"
}
const fee = {
  activity_type: "FEE",
  id: "20261127000000000::a27a0fd7-0cee-4cd2-a0ac-9fa7b1b2f3a9",
  date: "2026-11-27",
  net_amount: "-0.03",
  description: "TAF fee for proceed of 10 shares",
  status: "executed",
  symbol: "KO",
  created_at: "2026-11-28T05:00:00.123456Z"
}
const get = (asked: string) => ({ asked: `GET ${asked}`, headers: signed, body: undefined })

it.effect("trades and fees are asked for since then, page by page, and orders once that they are of", () =>
  Effect.gen(function* () {
    yield* TestClock.setTime(NOW)
    const rows = (from: number) =>
      Array.from({ length: 100 }, (_, index) => ({
        ...fill,
        id: `f${from + index}`,
        cum_qty: String(from + index + 1),
        qty: "1"
      }))
    const pages = [rows(0), [{ ...fill, id: "f100", cum_qty: "101", qty: "1" }]]
    const { account, sent } = yield* openedAt(
      "PAPER",
      http.get(`${at}/FILL`, () => HttpResponse.json(pages.shift() ?? [])),
      gets(`${at}/FEE`, [fee]),
      gets(`${PAPER}/v2/orders`, [{ ...orderAnswer, qty: "1000" }])
    )
    const asks = since(sent)
    const { cursor, fills } = yield* account.fills(undefined)
    expect(fills).toHaveLength(101)
    expect(fills[0]).toMatchObject({
      symbol: "KO",
      report: { clientOrderId: "tt-a1-GRID-7", tradeId: `${orderAnswer.id}:1`, exactPrice: "61.24015" }
    })
    const [since7, since10] = ["2026-11-23T15%3A00%3A00.000Z", "2026-11-20T15%3A00%3A00.000Z"]
    const page = `${at}/FILL?direction=asc&page_size=100&after=`
    expect(asks()).toEqual([
      get(`${page}${since7}`),
      get(`${page}${since7}&page_token=f99`),
      get(`${PAPER}/v2/orders?status=all&limit=500&nested=true&direction=desc`),
      get(`${at}/FEE?direction=asc&page_size=100&after=${since10}`),
      // What was sold on the days of the fees.
      get(`${page}${since10}`)
    ])
    expect(cursor?.startsWith(`${fill.transaction_time} `)).toBe(true)
  })
)

const split = {
  activity_type: "SPLIT",
  activity_sub_type: "FSPLIT",
  id: "20261130000000000::5f596936-6f23-4cef-bdf1-3806aae57dbf",
  date: "2026-11-30",
  symbol: "KO",
  qty: "30",
  status: "executed",
  net_amount: "0"
}
const bust = {
  activity_type: "TRD",
  ref_id: "b1",
  previous_id: "e1",
  event_id: "01M9",
  at: "2026-11-30T14:01:00Z",
  executed_at: "2026-11-30T14:00:59Z",
  status: "executed",
  settle_date: "2026-12-01",
  currency: "USD",
  price: "61.25",
  qty: "4",
  details: {
    order_id: orderAnswer.id,
    client_order_id: orderAnswer.client_order_id,
    side: "buy",
    symbol: "KO",
    asset_id: orderAnswer.asset_id,
    leaves_qty: "6",
    cum_qty: "4",
    order_status: "partially_filled",
    execution_type: "trade_bust"
  }
}

it.effect("corporate actions and trades that were taken back are asked for since the last time", () =>
  Effect.gen(function* () {
    const events = [bust, { ...bust, ref_id: "e1", details: { ...bust.details, execution_type: "fill" } }]
    const sent = yield* answeredHere(
      gets(at, [
        split,
        { ...split, id: "of the other side", qty: "-10" },
        { ...split, symbol: "PEP", status: "canceled" }
      ]),
      http.get(`${PAPER}/v2beta1/events/activities`, () =>
        HttpResponse.text(`: hello\n\n${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("")}`)
      )
    )
    const known = new KnownOrders()
    known.learn(Schema.decodeUnknownSync(OrderAnswer)(orderAnswer))
    const executions = new Executions()
    const elsewhere = elsewhereOf({
      rest: restOf(PAPER, hostsAt(alpacaAddresses), key, new RequestWindow({ requests: 9, within: 1, kept: 1 })),
      known,
      executions,
      questions: { isForeign: () => Effect.succeed(false) },
      fills: { fillsOf: () => Effect.succeed([]) }
    })
    const news = yield* elsewhere(NOW)
    expect(news.map((one) => (one._tag === "Noticed" ? [one.id, one.holds] : one._tag))).toEqual([
      ["SPLIT:KO:2026-11-30", true],
      ["SPLIT:KO:2026-11-30", true],
      // Whose trade it is nobody knows: none is listed.
      ["taken-back:b1", true]
    ])
    yield* elsewhere(NOW + 3_600_000)
    const actions = `${at}?activity_types=SPLIT%2CSPIN%2CMA%2CNC%2CREORG&direction=desc&page_size=100&after=`
    const trades = `${PAPER}/v2beta1/events/activities?since=`
    const streamed = (asked: string) => ({ ...get(asked), headers: { ...signed, accept: "text/event-stream" } })
    const [first, second] = ["2026-11-23T15%3A00%3A00.000Z", "2026-11-30T14%3A00%3A00.000Z"]
    expect(sent).toEqual([
      get(`${actions}${first}`),
      streamed(`${trades}${first}&until=2026-11-30T15%3A00%3A00.000Z`),
      get(`${actions}${second}`),
      streamed(`${trades}${second}&until=2026-11-30T16%3A00%3A00.000Z`)
    ])
  })
)
