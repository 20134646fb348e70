import { expect, it } from "@effect/vitest"
import { Effect, Option, Schema, Stream } from "effect"
import { TestClock } from "effect/testing"
import { Decimal } from "@tradetower/domain/number"
import { type AccountNews, ExchangeUnavailable } from "../../exchange.ts"
import { newsOf } from "./account-news.ts"
import { OrderAnswer } from "./answers.ts"
import { Awaited } from "../awaited.ts"
import type { FillList } from "./fill-list.ts"
import { KnownOrders } from "./known-orders.ts"
import type { OrderQuestions } from "./order-questions.ts"
import { fillOf } from "./trades.ts"
import { Executions } from "./voided.ts"

const filled = (id: string) =>
  Schema.decodeUnknownSync(OrderAnswer)({
    id,
    client_order_id: id,
    symbol: "KO",
    side: "buy",
    type: "limit",
    qty: "1",
    filled_qty: "1",
    limit_price: "61.25",
    status: "filled"
  })

it.effect("what became of one silent order is told, though another one can't be asked for", () =>
  Effect.gen(function* () {
    const known = new KnownOrders()
    const awaited = new Awaited({ atOnce: 0, resting: 0 })
    const wholes = ["tt-1", "tt-2"].flatMap((id) => {
      const whole = known.learn(filled(id))
      if (whole !== undefined) awaited.heardOf(whole.state, false, 0)
      return whole ?? []
    })
    const order: OrderQuestions["order"] = ({ clientOrderId }) => {
      const whole = wholes.find((one) => one.clientOrderId === clientOrderId)
      return whole === undefined || whole.clientOrderId === "tt-2"
        ? Effect.fail(new ExchangeUnavailable({ message: "out of reach", retryable: true }))
        : Effect.succeed(Option.some({ answer: filled(whole.clientOrderId), whole }))
    }
    const d = (text: string) => Decimal.make(text)
    const ofOrder: FillList["ofOrder"] = ({ clientOrderId, market }) => {
      const told = { orderId: clientOrderId, side: "BUY", price: d("61.25"), quantity: d("1"), total: d("1") } as const
      const report = fillOf(market, { clientOrderId, whole: true, at: "2026-11-27T15:00:00Z", ...told }, 0n)
      return Effect.succeed(report === undefined ? [] : [{ symbol: market.instrument.symbol, report }])
    }
    const notAsked = () => Effect.die("not asked for")
    const news = newsOf(
      {
        known,
        awaited,
        placing: Effect.void,
        executions: new Executions(),
        elsewhere: () => Effect.succeed([]),
        rate: () => 0n,
        changed: () => undefined,
        questions: { order, orders: notAsked, isForeign: notAsked, isStranger: () => false },
        fills: { ofOrder, fills: notAsked, fillsOf: notAsked, complete: notAsked }
      },
      Stream.never,
      Stream.never
    )
    const told: Array<AccountNews> = []
    yield* Effect.forkScoped(Stream.runForEach(news, (one) => Effect.sync(() => void told.push(one))))
    for (const _ of [1, 2, 3]) yield* TestClock.adjust("1 second")
    expect(told).toMatchObject([{ report: { _tag: "OrderFilled", clientOrderId: "tt-1" } }])
  })
)

const never = () => Effect.die("not asked for")

/** What is told after these events of an order that is known, as far as it can be counted. */
const heardOf = (order: OrderAnswer, ...events: ReadonlyArray<string>) =>
  heard(order, Stream.fromIterable(events.map((event) => ({ _tag: "Update", update: { event, order } }) as const)))

const heard = (
  order: OrderAnswer,
  told: Parameters<typeof newsOf>[1],
  letIn: Parameters<typeof newsOf>[2] = Stream.never
) => {
  const known = new KnownOrders()
  known.learn(order)
  return Stream.runDrain(
    newsOf(
      {
        known,
        awaited: new Awaited({ atOnce: 0, resting: 0 }),
        placing: Effect.void,
        rate: () => 0n,
        changed: () => undefined,
        questions: { order: never, orders: never, isForeign: never, isStranger: () => false },
        fills: { ofOrder: never, fills: never, fillsOf: never, complete: never },
        executions: new Executions(),
        elsewhere: () => Effect.succeed([])
      },
      told,
      letIn
    )
  )
}

it.effect("a key that is taken no more ends it though the stream lives and nothing is traded", () =>
  Effect.gen(function* () {
    const revoked = new ExchangeUnavailable({ message: "revoked", retryable: false, cause: "REVOKED" })
    expect(yield* Effect.flip(heard(filled("tt-1"), Stream.never, Stream.fail(revoked)))).toBe(revoked)
  })
)

it.effect("an event that nobody knows ends the stream where it is of an order of ours, and of no other", () =>
  Effect.gen(function* () {
    expect((yield* Effect.flip(heardOf(filled("tt-1"), "pondered"))).message).toContain("pondered")
    yield* heardOf(filled("4f1c"), "pondered", "fill")
  })
)

it.effect("an event of an order of ours that can't be counted is not forgotten", () =>
  Effect.gen(function* () {
    const odd = { qty: null }
    expect(yield* Effect.flip(heardOf({ ...filled("tt-1"), ...odd }, "new"))).toMatchObject({ retryable: true })
    yield* heardOf({ ...filled("4f1c"), ...odd }, "new")
  })
)
