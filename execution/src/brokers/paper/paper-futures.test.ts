import { assert, describe, it } from "@effect/vitest"
import { Effect, Queue, Stream } from "effect"
import { paperConnection } from "@tradetower/domain/connection"
import { SIMULATED } from "../../venues/venue-ids.ts"
import { perpetualOf } from "@tradetower/domain/market"
import type { TermsName } from "@tradetower/domain/terms"
import type { ExecutionReport } from "@tradetower/domain/order"
import type { Tick } from "../../venues/venue.ts"
import { ada, ByHand, instrument, lots, marketOrder, price, world } from "../../execution.fixture.ts"
import { until } from "../../passing-time.fixture.ts"
import { pricesOf, seenBy, quietVenue } from "../../venues/venue.fixture.ts"
import { paperExchange } from "./paper-exchange.ts"

const HOUR = 3_600_000
const perp = perpetualOf(instrument)
const { symbol } = perp
const midnight = Date.UTC(2026, 0, 5)

const openedBy = (terms: TermsName) =>
  Effect.gen(function* () {
    const hand = yield* ByHand
    const ticks = yield* Queue.unbounded<Tick>()
    const data = quietVenue([perp], { prices: () => Stream.fromQueue(ticks) })
    const exchange = yield* paperExchange(data, { slippage: { _tag: "None" } })
    let seen = 0
    yield* pricesOf(seenBy(exchange)).pipe(
      Stream.runForEach(() => Effect.sync(() => void (seen += 1))),
      Effect.forkScoped
    )
    let sent = 0
    const trade = (text: string, at: number) =>
      Effect.gen(function* () {
        sent += 1
        yield* hand.setTime(at)
        yield* Queue.offer(ticks, { symbol, price: price(text), at, quantity: lots("1") })
        yield* until(
          "the price is taken in",
          Effect.sync(() => seen === sent)
        )
      })
    yield* trade("100", midnight + HOUR)
    const account = yield* exchange.open({ ...paperConnection(ada, SIMULATED), terms })
    const told: Array<ExecutionReport> = []
    let connected = false
    yield* account.reports.pipe(
      Stream.runForEach((item) =>
        Effect.sync(() => {
          if (item._tag === "Connected") connected = true
          if (item._tag === "Reported") told.push(item.report)
        })
      ),
      Effect.forkScoped
    )
    yield* until(
      "its reports are heard",
      Effect.sync(() => connected)
    )
    return { account, trade, told }
  })
const opened = openedBy("paper")

describe("futures on the paper exchange", () => {
  it.live("MARGIN-6 MARGIN-7 are charged funding and liquidated, told as it happens and again from the list", () =>
    Effect.gen(function* () {
      const { account, told, trade } = yield* opened
      assert.isUndefined(account.margin)
      const margin = { leverage: 10, type: "ISOLATED" } as const
      yield* account.place(symbol, {
        ...marketOrder("tt-0000000001-BASE-1", { quantity: lots("10") }),
        margin
      })
      yield* trade("101", midnight + 7 * HOUR)
      yield* trade("102", midnight + 8 * HOUR + 5)
      yield* until(
        "funding is told",
        Effect.sync(() => told.some(({ _tag }) => _tag === "FundingCharged"))
      )
      const funding = told.find((report) => report._tag === "FundingCharged")
      // 10 * 101 (the last price before) * 0.0001.
      assert.strictEqual(funding?.at, midnight + 8 * HOUR)
      const [balance] = yield* account.balances
      // 0.5 of fee (0.05 % of 1,000) and 0.101 of funding.
      assert.strictEqual(balance?.total, "99999.399" as never)
      assert.strictEqual(balance?.available, "99899.399" as never)
      yield* trade("80", midnight + 9 * HOUR)
      yield* until(
        "the liquidation is told",
        Effect.sync(() => told.some(({ _tag }) => _tag === "PositionLiquidated"))
      )
      const { cursor, fills } = yield* account.fills(undefined)
      assert.deepStrictEqual(
        fills.map(({ report }) => report._tag),
        ["OrderFilled", "FundingCharged", "PositionLiquidated"]
      )
      assert.deepStrictEqual((yield* account.fills(cursor)).fills, [])
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("EXCH-30 tell what is left of their margin where a broker has one for all, as the price has it", () =>
    Effect.gen(function* () {
      const { account, trade } = yield* openedBy("coinbase")
      const left = Effect.map(account.margin ?? Effect.die(new Error("no margin")), ([one]) => one)
      const free = Effect.map(account.balances, ([one]) => one?.available)
      yield* account.place(symbol, {
        ...marketOrder("tt-0000000001-BASE-1", { quantity: lots("10"), timeInForce: "IOC" }),
        margin: { leverage: 2, type: "CROSS" }
      })
      const before = yield* left
      assert.strictEqual(before?.available, yield* free)
      // Nine tenths of its margin of 500 may be lost, too.
      assert.strictEqual(Number(before?.buffer) - Number(before?.available), 450)
      yield* trade("101", midnight + 2 * HOUR)
      const after = yield* left
      assert.strictEqual(after?.available, before?.available)
      assert.strictEqual(Number(after?.buffer) - Number(before?.buffer), 10)
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})
