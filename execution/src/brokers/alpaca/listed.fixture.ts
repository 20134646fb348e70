import { Effect, Option, Schema } from "effect"
import { OrderAnswer } from "./answers.ts"
import { fillList } from "./fill-list.ts"
import { KnownOrders } from "./known-orders.ts"
import { orderQuestions } from "./order-questions.ts"
import { type Rest, readable } from "./rest.ts"

/** Answers by the beginning of a path; whatever else is asked for is not there. */
export const answering = (bodies: Readonly<Record<string, unknown>>, asked: Array<string> = []): Rest => {
  const get: Rest["get"] = (path, schema) => {
    asked.push(path)
    const body = Object.entries(bodies).find(([begins]) => path.startsWith(begins))?.[1]
    return body === undefined
      ? Effect.succeed(Option.none())
      : Effect.map(readable(schema, Option.some(body)), Option.some)
  }
  return { get } as unknown as Rest
}

export const order = {
  id: "o",
  client_order_id: "tt-1",
  symbol: "KO",
  side: "buy",
  type: "market",
  qty: "4",
  filled_qty: "4",
  status: "filled"
}
export const fill = {
  id: "f",
  activity_type: "FILL",
  transaction_time: "2026-11-27T15:01:02Z",
  price: "1",
  qty: "1",
  cum_qty: "1",
  side: "buy",
  symbol: "KO",
  order_id: "o"
}
export const account = {
  account_number: "PA1",
  status: "ACTIVE",
  cash: "1",
  trading_blocked: false,
  account_blocked: false,
  trade_suspended_by_user: false
}
export const fillsAt = "/v2/account/activities/FILL?"
const feesAt = "/v2/account/activities/FEE?"

/** What is listed of an account in which an order of ours was filled. */
export const listing = (bodies: Readonly<Record<string, unknown>>, asked: Array<string> = [], rate = 0n) => {
  const known = new KnownOrders()
  known.learn(Schema.decodeUnknownSync(OrderAnswer)(order))
  const rest = answering({ "/v2/orders?": [order], [feesAt]: [], ...bodies }, asked)
  return fillList(rest, known, orderQuestions(rest, known), () => rate)
}
export const idsIn = (fills: ReadonlyArray<{ readonly report: object }>) =>
  fills.map(({ report }) => "tradeId" in report && report.tradeId)
