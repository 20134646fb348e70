import { assert, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { PAPER } from "@tradetower/domain/connection"
import { type Time, TradeId } from "@tradetower/domain/ids"
import type { OrderCommand } from "@tradetower/domain/messages"
import { whole } from "@tradetower/domain/number"
import type { Fill } from "@tradetower/domain/order"
import { Bus, Orders, type OutgoingMessage, Store } from "@tradetower/platform"
import { Alarm } from "../alarm.ts"
import type { OrderCosts } from "../exchange.ts"
import { ada, bot, id, instrument, lots, market, order, price, run, world } from "../execution.fixture.ts"
import { until } from "../passing-time.fixture.ts"
import { HeldOrders } from "./held-orders.ts"
import { pending } from "./order-record.ts"
import { Reports } from "./reports.ts"

const name = id("tt-a-GRID-1")
const base = (text: string): Fill["fee"] => ({ _tag: "Base", amount: whole(market.base(text)) })
const filled = (trade: string, quantity: string, fee: string): Fill => ({
  _tag: "OrderFilled",
  at: 1 as Time,
  clientOrderId: name,
  tradeId: TradeId.make(trade),
  price: price("90"),
  quantity: lots(quantity),
  fee: base(fee),
  liquidity: "MAKER"
})
const costs = (quantity: string, fee: string): OrderCosts => ({
  symbol: instrument.symbol,
  clientOrderId: name,
  at: 2 as Time,
  filledQuantity: lots(quantity),
  fee: base(fee)
})

/** A process that counts what orders cost, over the same store; its bus may stand still, before or after it takes a word. */
const process = (sent: Array<OutgoingMessage>, stands: () => "BEFORE" | "AFTER" | "NO") =>
  Reports.layer.pipe(
    Layer.provide(Alarm.layer),
    Layer.provideMerge(HeldOrders.layer),
    Layer.provide(
      Layer.effect(
        Bus,
        Effect.map(Bus, (bus) => ({
          ...bus,
          send: (_, messages) =>
            Effect.suspend(() => {
              if (stands() === "BEFORE") return Effect.never
              sent.push(...messages)
              return stands() === "AFTER" ? Effect.never : Effect.void
            })
        }))
      )
    )
  )

/** What a bot was told of fees, each word once. */
const chargesIn = (sent: ReadonlyArray<OutgoingMessage>) => {
  const words = new Map(sent.map(({ body, messageId }) => [messageId, body as { readonly event: object }]))
  return [...words.values()].flatMap(({ event }) =>
    "_tag" in event && event._tag === "FeeCharged" && "base" in event && "amount" in event
      ? [[event.base, event.amount]]
      : []
  )
}

const command: OrderCommand = {
  tenantId: ada,
  botId: bot,
  runId: run,
  connection: PAPER,
  environment: "PAPER",
  venue: instrument.venue,
  symbol: instrument.symbol,
  seq: 1,
  action: {}
}

const bought = Effect.gen(function* () {
  const held = yield* HeldOrders
  const reports = yield* Reports
  const asked = order(name, { quantity: lots("2") })
  yield* held.createOrFind(pending(command, market, asked, { rule: "TEST", why: "a test wants it" }, 1))
  yield* reports.heard(ada, market, filled("T1", "1", "0.0025"))
})
const feesIn = Effect.flatMap(Store, (store) =>
  Effect.map(store.query(Orders, { tenantId: ada }), ({ items }) =>
    items[0]?.value.fees.map(({ amount, asset }): ReadonlyArray<string> => [asset, amount])
  )
)

it.live("EXEC-46 what an order costs stands instead of what was told, and each difference is told once", () => {
  const sent: Array<OutgoingMessage> = []
  return Effect.gen(function* () {
    yield* bought
    const reports = yield* Reports
    const say = (quantity: string, fee: string) => reports.costs(ada, market, costs(quantity, fee))
    // Of trades that are not known yet nothing follows.
    yield* say("2", "0.004")
    for (const fee of ["0.0015", "0.0015", "0.0025", "0"]) yield* say("1", fee)
    yield* reports.heard(ada, market, filled("T2", "1", "0.0025"))
    yield* say("1", "0.001")
    yield* say("2", "0.004")
    assert.deepStrictEqual(chargesIn(sent), [
      ["-0.001", "-0.09"],
      ["0.001", "0.09"],
      ["-0.0025", "-0.225"],
      ["0.0015", "0.135"]
    ])
    assert.deepStrictEqual(yield* feesIn, [[instrument.base, "0.004"]])
  }).pipe(Effect.provide(process(sent, () => "NO").pipe(Layer.provideMerge(world))))
})

for (const moment of ["BEFORE", "AFTER"] as const)
  it.live(`EXEC-46 is told once, as it was written, when a process dies ${moment} its bus took the word`, () => {
    const sent: Array<OutgoingMessage> = []
    let stands: "BEFORE" | "AFTER" | "NO" = "NO"
    const first = Effect.gen(function* () {
      yield* bought
      stands = moment
      const reports = yield* Reports
      const store = yield* Store
      const dies = yield* Effect.forkScoped(reports.costs(ada, market, costs("1", "0.0015")))
      yield* until(
        "written",
        Effect.map(store.query(Orders, { tenantId: ada }), ({ items }) => items[0]?.value.charging !== undefined)
      )
      if (moment === "AFTER")
        yield* until(
          "taken",
          Effect.sync(() => chargesIn(sent).length === 1)
        )
      yield* Fiber.interrupt(dies)
      stands = "NO"
    })
    // By then more is booked.
    const second = Effect.flatMap(Reports, (reports) => reports.costs(ada, market, costs("1", "0.002")))
    return Effect.gen(function* () {
      yield* Effect.provide(
        first,
        process(sent, () => stands)
      )
      yield* Effect.provide(
        second,
        process(sent, () => stands)
      )
      assert.deepStrictEqual(chargesIn(sent), [
        ["-0.001", "-0.09"],
        ["0.0005", "0.045"]
      ])
      assert.deepStrictEqual(yield* feesIn, [[instrument.base, "0.002"]])
    }).pipe(Effect.scoped, Effect.provide(world))
  })
