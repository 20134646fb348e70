import { assert, it } from "@effect/vitest"
import { Clock, Context, Effect, Fiber, Layer, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import { SIMULATED } from "../venues/venue-ids.ts"
import { PAPER, paperConnection } from "@tradetower/domain/connection"
import type { TenantId } from "@tradetower/domain/ids"
import type { OrderCommand } from "@tradetower/domain/messages"
import { Orders, Store } from "@tradetower/platform"
import { ada, bot, ByHand, id, instrument, market, order, run, toldToBots, world } from "../execution.fixture.ts"
import { until } from "../passing-time.fixture.ts"
import { type Exchange, type ExchangeAccount, ExchangeUnavailable } from "../exchange.ts"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { risk } from "../risk/risk.ts"
import { Accounts } from "./accounts.ts"
import { HeldOrders } from "./held-orders.ts"
import { pending } from "./order-record.ts"
import { Reconciler } from "./reconcile.ts"
import { Reports } from "./reports.ts"
import { pricesOf, seenBy } from "../venues/venue.fixture.ts"
import { makeSweep } from "./sweep.ts"

const ben = "ben" as TenantId

/** Orders of which nobody knows what became, of a tenant. */
const lost = (tenantId: TenantId, count: number) =>
  Effect.gen(function* () {
    const store = yield* Store
    for (let i = 0; i < count; i++) {
      const command: OrderCommand = {
        tenantId,
        botId: bot,
        runId: run,
        connection: PAPER,
        environment: "PAPER",
        venue: instrument.venue,
        symbol: instrument.symbol,
        seq: 1,
        action: {}
      }
      const record = pending(command, market, order(`tt-${tenantId}-GRID-${i}`), { rule: "TEST", why: "a test" }, 1)
      yield* store.create(Orders, record)
    }
  })

/** A sweep over an exchange, and what it works on. */
const sweeping = (exchange: Exchange) =>
  Effect.gen(function* () {
    const services = Accounts.layer.pipe(
      Layer.provideMerge(Reconciler.layer),
      Layer.provideMerge(Reports.layer),
      Layer.provideMerge(HeldOrders.layer),
      Layer.provideMerge(risk([exchange]))
    )
    const context = yield* Layer.build(services)
    const { sweep } = yield* Effect.provideContext(makeSweep, context)
    return {
      sweep: Effect.provideContext(sweep, context),
      held: Context.get(context, HeldOrders)
    }
  })

/** The paper exchange, whose accounts say nothing by themselves and find orders as told. */
const finding = (find: (of: TenantId, account: ExchangeAccount) => ExchangeAccount["find"]) =>
  Effect.gen(function* () {
    const { data } = yield* ByHand
    const paper = yield* paperExchange(data)
    const exchange: Exchange = {
      ...paper,
      open: (connection) =>
        Effect.map(paper.open(connection), (account) => ({
          ...account,
          reports: Stream.never,
          find: find(connection.tenantId, account)
        }))
    }
    return { paper, exchange }
  })

it.live("EXEC-10 orders of one tenant that their exchange says nothing of hold up no other's look-up", () =>
  Effect.gen(function* () {
    const asked: Array<TenantId> = []
    const { exchange } = yield* finding(
      (tenantId) => () =>
        Effect.suspend(() => {
          asked.push(tenantId)
          return tenantId === ada ? Effect.never : Effect.succeed(Option.none())
        })
    )
    const { sweep } = yield* sweeping(exchange)

    yield* lost(ada, 200)
    yield* sweep
    yield* sweep
    yield* until(
      "ada's are asked for",
      Effect.sync(() => asked.length === 16)
    )
    yield* lost(ben, 20)
    yield* sweep
    yield* sweep
    yield* until(
      "ben's are asked for",
      Effect.sync(() => asked.filter((who) => who === ben).length === 20)
    )
    assert.strictEqual(asked.filter((who) => who === ada).length, 16)
  }).pipe(Effect.scoped, Effect.provide(world))
)

it.live("EXEC-9 an order that its exchange does not know is told as never arrived at the sixth sweep, not before", () =>
  Effect.gen(function* () {
    const told = yield* toldToBots
    const { exchange } = yield* finding(() => () => Effect.succeed(Option.none()))
    const { held, sweep } = yield* sweeping(exchange)
    yield* lost(ada, 1)
    const swept = Effect.gen(function* () {
      yield* Fiber.joinAll(yield* sweep)
      const record = Option.getOrThrow(yield* held.find(ada, id("tt-ada-GRID-0")))
      return record.status
    })
    assert.strictEqual(yield* swept, "PENDING")
    for (let sweeps = 2; sweeps < 6; sweeps++) assert.strictEqual(yield* swept, "UNKNOWN", `after ${sweeps} sweeps`)
    assert.strictEqual(yield* swept, "REJECTED")
    assert.deepStrictEqual(
      (yield* told.some(2)).map(({ messageId }) => messageId),
      ["tt-ada-GRID-0:unknown", "tt-ada-GRID-0:rejected"]
    )
  }).pipe(Effect.scoped, Effect.provide(world))
)

it.live("EXEC-9 an order that its exchange knows is adopted at the second sweep", () =>
  Effect.gen(function* () {
    const { trade } = yield* ByHand
    const { exchange, paper } = yield* finding((_, { find }) => find)
    const { held, sweep } = yield* sweeping(exchange)
    yield* Effect.forkScoped(Effect.ignore(Stream.runDrain(pricesOf(seenBy(paper)))))
    yield* trade("100")
    const account = yield* paper.open(paperConnection(ada, SIMULATED))
    yield* lost(ada, 1)
    const placed = Effect.exit(account.place(instrument.symbol, order("tt-ada-GRID-0")))
    yield* until(
      "it is placed",
      Effect.map(placed, ({ _tag }) => _tag === "Success")
    )
    for (let sweeps = 0; sweeps < 2; sweeps++) yield* Fiber.joinAll(yield* sweep)
    const record = Option.getOrThrow(yield* held.find(ada, id("tt-ada-GRID-0")))
    assert.strictEqual(record.status, "OPEN")
  }).pipe(Effect.scoped, Effect.provide(world))
)

it.effect("EXEC-41 a swept order says what is known, that it is swept again in a minute, and when it is given up", () =>
  Effect.gen(function* () {
    let reachable = false
    const { exchange } = yield* finding(
      () => () =>
        Effect.suspend(() =>
          reachable ? Effect.succeedNone : new ExchangeUnavailable({ message: "it is away", retryable: true })
        )
    )
    const { held, sweep } = yield* sweeping(exchange)
    yield* lost(ada, 1)
    const begun = yield* Clock.currentTimeMillis
    const minute = (count: number) => begun + count * 60_000
    const swept = Effect.gen(function* () {
      yield* Fiber.joinAll(yield* sweep)
      const { lookUp } = Option.getOrThrow(yield* held.find(ada, id("tt-ada-GRID-0")))
      yield* TestClock.adjust("1 minute")
      return lookUp
    })
    assert.isUndefined(yield* swept)
    const given = { missingFrom: minute(5), ifMissing: "REFUSE" as const }
    assert.deepStrictEqual(yield* swept, {
      looks: 1,
      at: minute(1),
      found: "NO_ANSWER",
      says: "it is away",
      next: minute(2),
      ...given
    })
    reachable = true
    assert.deepStrictEqual(yield* swept, { looks: 2, at: minute(2), found: "UNLISTED", next: minute(3), ...given })
    yield* swept
    assert.strictEqual((yield* swept)?.next, given.missingFrom)
    assert.isUndefined(yield* swept)
    assert.strictEqual(Option.getOrThrow(yield* held.find(ada, id("tt-ada-GRID-0"))).status, "REJECTED")
  }).pipe(Effect.scoped, Effect.provide(world))
)
