import { assert, describe, it } from "@effect/vitest"
import { Clock, Deferred, Effect, Option, Schedule, Stream } from "effect"
import { PAPER } from "@tradetower/domain/connection"
import { paperConnection } from "@tradetower/domain/connection"
import { SIMULATED } from "../venues/venue-ids.ts"
import { ClientOrderId } from "@tradetower/domain/ids"
import { Orders, Store } from "@tradetower/platform"
import {
  ada,
  ByHand,
  cancelled,
  id,
  instrument,
  market,
  order,
  placed,
  run,
  toldToBots,
  world
} from "../execution.fixture.ts"
import { until, whileTimePasses } from "../passing-time.fixture.ts"
import { type Exchange, type ExchangeAccount, ExchangeUnavailable, OrderRejected, OutcomeUnknown } from "../exchange.ts"
import { runExecution } from "../execution.ts"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { pending } from "./order-record.ts"

/** The paper exchange behind a bad line: `change` wraps a tenant's account. */
const running = (change: (account: ExchangeAccount) => ExchangeAccount, settles = 100) =>
  Effect.gen(function* () {
    const { data } = yield* ByHand
    const paper = yield* paperExchange(data)
    const exchange: Exchange = {
      ...paper,
      open: (connection) => Effect.map(paper.open(connection), (account) => ({ ...change(account), settles }))
    }
    yield* runExecution({ exchanges: [exchange] })
    return yield* paper.open(paperConnection(ada, SIMULATED))
  })
const record = (name: string) =>
  Effect.flatMap(Store, (store) => store.read(Orders, { tenantId: ada, botRunId: run }, ClientOrderId.make(name))).pipe(
    Effect.map(Option.getOrUndefined),
    Effect.map((found) => found?.value)
  )
const unknown = new OutcomeUnknown({ message: "no answer" })

describe("orders over a bad line", () => {
  it.live("EXEC-6 an order whose answer was lost is looked up, and never placed again", () =>
    Effect.gen(function* () {
      const { trade } = yield* ByHand
      const told = yield* toldToBots
      let calls = 0
      yield* running((account) => ({
        ...account,
        place: (symbol, request) => {
          calls++
          return Effect.andThen(account.place(symbol, request), Effect.fail(unknown))
        },
        // The line that brings reports is dead too.
        reports: Stream.concat(Stream.make({ _tag: "Connected" as const }), Stream.never)
      }))
      yield* trade("100")
      yield* placed(order("tt-a-GRID-1"))
      const [first, second] = yield* told.some(2)
      assert.deepStrictEqual([first?.event._tag, second?.event._tag], ["OrderOutcomeUnknown", "OrderAccepted"])
      yield* until(
        "OPEN",
        Effect.map(record("tt-a-GRID-1"), (found) => found?.status === "OPEN")
      )
      assert.strictEqual(calls, 1)
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.effect(
    "EXEC-7 an order that never arrived is placed again under the same id, once it can't be on its way any more",
    () =>
      Effect.gen(function* () {
        const { trade } = yield* ByHand
        const told = yield* toldToBots
        const sent: Array<{ readonly id: string; readonly at: number }> = []
        const account = yield* running(
          (real) => ({
            ...real,
            place: (symbol, request) =>
              Effect.flatMap(Clock.currentTimeMillis, (at) => {
                sent.push({ id: request.clientOrderId, at })
                return sent.length === 1 ? Effect.fail(unknown) : real.place(symbol, request)
              })
          }),
          15_000
        )
        yield* trade("100")
        yield* placed(order("tt-a-GRID-1"))
        const [first, second] = yield* whileTimePasses(told.some(2))
        assert.deepStrictEqual([first?.event._tag, second?.event._tag], ["OrderOutcomeUnknown", "OrderAccepted"])
        assert.deepStrictEqual(
          sent.map(({ id: name }) => name),
          ["tt-a-GRID-1", "tt-a-GRID-1"]
        )
        assert.isAtLeast((sent[1]?.at ?? 0) - (sent[0]?.at ?? 0), 15_000)
        assert.strictEqual((yield* account.openOrders).length, 1)
      }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("EXEC-7 an order that is still on its way when it is first looked up is waited for, not sent again", () =>
    Effect.gen(function* () {
      const { trade } = yield* ByHand
      const told = yield* toldToBots
      let sent = 0
      let looked = 0
      let arrives: Effect.Effect<unknown, unknown> = Effect.void
      const account = yield* running(
        (real) => ({
          ...real,
          place: (symbol, request) => {
            sent++
            arrives = real.place(symbol, request)
            return Effect.fail(unknown)
          },
          // It arrives after it was looked for twice.
          find: (asked) =>
            Effect.suspend(() => {
              looked++
              if (looked < 3) return Effect.succeedNone
              const arrived = Effect.orDie(Effect.retry(arrives, Schedule.spaced("5 millis")))
              return Effect.andThen(arrived, real.find(asked))
            })
        }),
        600_000
      )
      yield* trade("100")
      yield* placed(order("tt-a-GRID-1"))
      const [first, second] = yield* told.some(2)
      assert.deepStrictEqual([first?.event._tag, second?.event._tag], ["OrderOutcomeUnknown", "OrderAccepted"])
      assert.deepStrictEqual([sent, looked, (yield* account.openOrders).length], [1, 3, 1])
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("EXEC-5 an order that was refused is not sent when its command comes again", () =>
    Effect.gen(function* () {
      const { trade } = yield* ByHand
      const told = yield* toldToBots
      let sent = 0
      yield* running((real) => ({
        ...real,
        place: (symbol, request) =>
          Effect.suspend(() => {
            const { clientOrderId } = request
            if (clientOrderId !== "tt-a-GRID-1") return real.place(symbol, request)
            sent++
            return new OrderRejected({ clientOrderId, reason: "INVALID", message: "no" })
          })
      }))
      yield* trade("100")
      yield* placed(order("tt-a-GRID-1"))
      yield* placed(order("tt-a-GRID-1"), "again")
      yield* placed(order("tt-a-GRID-2"))
      const [first, second] = yield* told.some(2)
      assert.deepStrictEqual([first?.event["reason"], second?.messageId], ["INVALID", "tt-a-GRID-2:accepted"])
      assert.strictEqual(sent, 1)
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("EXEC-4 EXEC-8 an exchange that turns requests away is asked again, in the order of the bot's commands", () =>
    Effect.gen(function* () {
      const { trade } = yield* ByHand
      const told = yield* toldToBots
      let refusals = 3
      const account = yield* running((real) => ({
        ...real,
        place: (symbol, request) =>
          Effect.suspend(() =>
            refusals-- > 0
              ? Effect.fail(new ExchangeUnavailable({ message: "429", retryable: true }))
              : real.place(symbol, request)
          )
      }))
      yield* trade("100")
      yield* placed(order("tt-a-GRID-1"))
      yield* cancelled("tt-a-GRID-1")
      const events = yield* told.some(2)
      assert.deepStrictEqual(
        events.map(({ event }) => event._tag),
        ["OrderAccepted", "OrderCancelled"]
      )
      assert.deepStrictEqual(yield* account.openOrders, [])
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("EXEC-11 what was filled while the reports were lost is told when they are back, once", () =>
    Effect.gen(function* () {
      const { trade } = yield* ByHand
      const told = yield* toldToBots
      const breaks = yield* Deferred.make<void>()
      const mends = yield* Deferred.make<void>()
      let connections = 0
      yield* running((real) => ({
        ...real,
        reports: Stream.unwrap(
          Effect.gen(function* () {
            connections++
            if (connections > 1) {
              yield* Deferred.await(mends)
              return real.reports
            }
            const broken = Effect.andThen(
              Deferred.await(breaks),
              new ExchangeUnavailable({ message: "the stream broke", retryable: true })
            )
            return Stream.merge(real.reports, Stream.fromEffect(broken), { haltStrategy: "either" })
          })
        )
      }))
      yield* trade("100")
      yield* placed(order("tt-a-GRID-1"))
      assert.strictEqual((yield* told.next).event._tag, "OrderAccepted")
      yield* Deferred.succeed(breaks, undefined)
      yield* until(
        "connected anew",
        Effect.sync(() => connections > 1)
      )
      yield* trade("85")
      yield* trade("95")
      yield* Deferred.succeed(mends, undefined)
      assert.strictEqual((yield* told.next).messageId, "tt-a-GRID-1:ada-T1")
      yield* until(
        "FILLED",
        Effect.map(record("tt-a-GRID-1"), (found) => found?.status === "FILLED")
      )
      yield* placed(order("tt-a-GRID-2"))
      assert.strictEqual((yield* told.next).messageId, "tt-a-GRID-2:accepted")
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("EXEC-1 EXEC-2 an order that a crash kept from going out goes out when its command comes again", () =>
    Effect.gen(function* () {
      const { trade } = yield* ByHand
      const told = yield* toldToBots
      const store = yield* Store
      const request = order("tt-a-GRID-1")
      const command = {
        tenantId: ada,
        runId: run,
        botId: "bot-1",
        connection: PAPER,
        environment: "PAPER",
        venue: instrument.venue,
        symbol: instrument.symbol,
        seq: 1,
        action: {}
      } as Parameters<typeof pending>[0]
      yield* store.create(Orders, pending(command, market, request, { rule: "TEST", why: "" }, 1))
      const account = yield* running((real) => real)
      yield* trade("100")
      yield* placed(request)
      assert.strictEqual((yield* told.next).messageId, "tt-a-GRID-1:accepted")
      assert.strictEqual((yield* account.openOrders).length, 1)
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("EXEC-12 an order that we hold open and the exchange does not know is told as gone", () =>
    Effect.gen(function* () {
      const { trade } = yield* ByHand
      const told = yield* toldToBots
      const breaks = yield* Deferred.make<void>()
      let lost = false
      yield* running((real) => ({
        ...real,
        openOrders: Effect.suspend(() => (lost ? Effect.succeed([]) : real.openOrders)),
        find: (asked) => (lost ? Effect.succeed(Option.none()) : real.find(asked)),
        reports: Stream.unwrap(
          Effect.sync(() => {
            if (lost) return real.reports
            const broken = Effect.andThen(
              Deferred.await(breaks),
              new ExchangeUnavailable({ message: "the stream broke", retryable: true })
            )
            return Stream.merge(real.reports, Stream.fromEffect(broken), { haltStrategy: "either" })
          })
        )
      }))
      yield* trade("100")
      yield* placed(order("tt-a-GRID-1"))
      yield* told.next
      yield* until(
        "OPEN",
        Effect.map(record("tt-a-GRID-1"), (found) => found?.status === "OPEN")
      )
      lost = true
      yield* Deferred.succeed(breaks, undefined)
      const gone = yield* told.next
      assert.deepStrictEqual([gone.event._tag, gone.event["clientOrderId"]], ["OrderCancelled", id("tt-a-GRID-1")])
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})
