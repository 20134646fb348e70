import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Connection } from "@tradetower/domain/connection"
import type { Decimal } from "@tradetower/domain/number"
import type { OrderRequest } from "@tradetower/domain/order"
import { type BrokerStanding, LATEST_SWITCH } from "@tradetower/domain/risk"
import { ByHand, instrument, marketOrder, placed, toldToBots, world } from "../execution.fixture.ts"
import { runExecution } from "../execution.ts"
import { fixedList } from "../venues/fixed-list.ts"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"

const d = (text: string) => text as Decimal
const small: BrokerStanding = { equity: d("10000") }
/** A Monday before the latest switch, and the day after it, New York's afternoon. */
const old = Date.parse("2027-05-10T18:00:00Z")
const switched = Date.parse("2027-10-21T18:00:00Z")

/** A stock on the paper exchange whose broker says this of the account; orders are told by what became of them. */
const running = (now: number, standing: BrokerStanding, switchesAt?: number) =>
  Effect.gen(function* () {
    const { data, setTime, trade } = yield* ByHand
    yield* setTime(now)
    const stock = { ...data, ...fixedList([{ ...instrument, assetClass: "EQUITY" as const }]) }
    const paper = yield* paperExchange(stock)
    const broker = {
      ...paper,
      ...(switchesAt !== undefined && { dayTradeSwitchAt: switchesAt }),
      open: (connection: Connection) =>
        Effect.map(paper.open(connection), (account) => ({ ...account, standing: Effect.succeed(standing) }))
    }
    const told = yield* toldToBots
    yield* runExecution({ exchanges: [broker] })
    yield* trade("100")
    let count = 0
    /** Sends an order and answers why it was refused, or how it went. */
    const sent = (request: Partial<OrderRequest>) =>
      Effect.gen(function* () {
        yield* trade("100")
        yield* placed(marketOrder(`tt-0000000000-GRID-${++count}`, request))
        const { event } = yield* told.next
        if (event._tag === "OrderRejected") return String(event["message"])
        return (yield* told.next).event._tag
      })
    const dayTrade = Effect.gen(function* () {
      assert.strictEqual(yield* sent({ side: "BUY" }), "OrderFilled")
      assert.strictEqual(yield* sent({ side: "SELL", purpose: "TAKE_PROFIT" }), "OrderFilled")
    })
    return { dayTrade, sent, setTime, told, trade }
  })

describe("day trades of a stock on the paper exchange", () => {
  it.live("RISK-15 RISK-18 the fourth in five days is refused in words; a week later there are none", () =>
    Effect.gen(function* () {
      const { dayTrade, sent, setTime } = yield* running(old, small)
      assert.strictEqual(yield* sent({ side: "BUY" }), "OrderFilled")
      for (let made = 0; made < 3; made++) {
        assert.strictEqual(yield* sent({ side: "SELL", purpose: "TAKE_PROFIT" }), "OrderFilled")
        if (made < 2) assert.strictEqual(yield* sent({ side: "BUY" }), "OrderFilled")
      }
      const why = yield* sent({ side: "BUY" })
      assert.include(why, "3 day trades in five business days are the most under 25,000 USD")
      assert.include(why, "bring the account to 25,000 USD")
      // A week later they no longer count.
      yield* setTime(old + 7 * 24 * 60 * 60 * 1000)
      yield* dayTrade
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("RISK-15 RISK-16 from the broker's own switch date on its buying power decides", () =>
    Effect.gen(function* () {
      const { dayTrade, sent } = yield* running(old, small, old - 1)
      yield* Effect.repeat(dayTrade, { times: 3 })
      assert.strictEqual(yield* sent({ side: "BUY" }), "OrderFilled")
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("RISK-16 after the switch an order above the intraday buying power is refused, saying it", () =>
    Effect.gen(function* () {
      const { sent } = yield* running(switched, { ...small, intradayBuyingPower: d("99.99") })
      assert.isAbove(switched, LATEST_SWITCH)
      assert.include(yield* sent({ side: "BUY" }), "99.99 USD")
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("RISK-17 what the broker says goes first: before our count, before and after the switch", () =>
    Effect.gen(function* () {
      const { dayTrade } = yield* running(old, { ...small, dayTradesLeft: 1 })
      yield* Effect.repeat(dayTrade, { times: 4 })
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  const refusing: ReadonlyArray<readonly [BrokerStanding, string]> = [
    [{ equity: d("90000"), dayTradesLeft: 0 }, "allows no more day trades"],
    [{ equity: d("90000"), closeOnly: "margin call" }, "only close positions (margin call)"]
  ]
  it.live.each(refusing)("RISK-17 its refusal stands, whatever ours would say: %o", ([standing, words]) =>
    Effect.gen(function* () {
      const { sent } = yield* running(switched, standing)
      assert.include(yield* sent({ side: "BUY" }), words)
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})
