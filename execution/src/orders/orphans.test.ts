import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { PAPER } from "@tradetower/domain/connection"
import { paperConnection } from "@tradetower/domain/connection"
import { RunId } from "@tradetower/domain/ids"
import type { Decimal } from "@tradetower/domain/number"
import { clientOrderId, runShort } from "@tradetower/domain/order"
import { BotRuns, Orders, Store, Users } from "@tradetower/platform"
import {
  ada,
  bot,
  ByHand,
  id,
  instrument,
  market,
  order,
  placed,
  run,
  toldToBots,
  world
} from "../execution.fixture.ts"
import { until } from "../passing-time.fixture.ts"
import { runExecution } from "../execution.ts"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { SIMULATED } from "../venues/venue-ids.ts"
import { pricesOf, seenBy } from "../venues/venue.fixture.ts"
import { pending } from "./order-record.ts"

const ours = (sequence: number) => clientOrderId(runShort(run), "GRID", sequence)
const named = (name: string) => order(name, { clientOrderId: id(name) })

/** A run of the tenant's. */
const ran = (id: RunId) => ({
  id,
  tenantId: ada,
  botDefinitionId: bot,
  connection: PAPER,
  environment: "PAPER" as const,
  venue: instrument.venue,
  symbol: instrument.symbol,
  startedAt: 0,
  state: "ACTIVE" as const,
  live: true,
  seq: 1,
  summary: {
    state: "ACTIVE" as const,
    since: 0,
    reason: "",
    invested: "0" as Decimal,
    tradingProfit: "0" as Decimal,
    fees: "0" as Decimal,
    position: "0" as Decimal,
    positionCost: "0" as Decimal,
    fills: 0,
    roundTrips: 0,
    openOrders: 0,
    unknownOrders: 0
  }
})

/** An exchange where orders rest already, of a tenant with a run, before we start. */
const resting = (...names: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const store = yield* Store
    const { data, trade } = yield* ByHand
    const paper = yield* paperExchange(data)
    const driven = yield* Effect.forkScoped(Effect.ignore(Stream.runDrain(pricesOf(seenBy(paper)))))
    yield* trade("100")
    const account = yield* paper.open(paperConnection(ada, SIMULATED))
    yield* until(
      "a price is there",
      Effect.map(
        Effect.exit(account.place(instrument.symbol, named(names[0] ?? "none"))),
        ({ _tag }) => _tag === "Success"
      )
    )
    for (const name of names) yield* account.place(instrument.symbol, named(name))
    yield* Fiber.interrupt(driven)
    yield* store.create(BotRuns, ran(run))
    const left = Effect.map(account.openOrders, (orders) =>
      orders.map((state) => String(state.clientOrderId)).toSorted((a, b) => a.localeCompare(b))
    )
    /** Starts execution; it opens the account because the tenant is there. */
    const start = Effect.gen(function* () {
      yield* runExecution({ exchanges: [paper], orphanPatience: "300 millis" })
      yield* store.upsert(Users, {
        id: "user",
        tenantId: ada,
        name: "Ada",
        identityProvider: "local",
        createdAt: 0,
        tradingHalted: false
      })
      yield* trade("100")
    })
    return { left, start }
  })

describe("orders at the exchange that nothing of ours knows", () => {
  it.live(
    "EXEC-14 of a run of ours are cancelled after a while; another installation's and the owner's are left alone",
    () =>
      Effect.gen(function* () {
        const { left, start } = yield* resting(ours(1), "tt-0123456789-GRID-1", "by-hand")
        yield* start
        yield* until(
          "the orphan is gone",
          Effect.map(left, (names) => !names.includes(ours(1)))
        )
        assert.deepStrictEqual(yield* left, ["by-hand", "tt-0123456789-GRID-1"])
      }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("EXEC-14 of a run of ours are cancelled, however many runs there were", () =>
    Effect.gen(function* () {
      const { left, start } = yield* resting(ours(1))
      const store = yield* Store
      const many = Array.from({ length: 1_000 }, (_, at) => RunId.make(`${String(at).padStart(4, "0")}-before`))
      assert.isTrue(many.every((one) => one < run))
      yield* Effect.forEach(many, (one) => store.create(BotRuns, ran(one)), { discard: true })
      yield* start
      yield* until(
        "the orphan is gone",
        Effect.map(left, (names) => names.length === 0)
      )
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("EXEC-14 are adopted when the step that placed them is carried out again in time", () =>
    Effect.gen(function* () {
      const { left, start } = yield* resting(ours(1), ours(2))
      const told = yield* toldToBots
      yield* start
      yield* placed(named(ours(1)))
      assert.strictEqual((yield* told.next).messageId, `${ours(1)}:accepted`)
      yield* until(
        "the other is gone",
        Effect.map(left, (names) => names.length === 1)
      )
      assert.deepStrictEqual(yield* left, [ours(1)])
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("EXEC-14 but ended for us, are cancelled at once", () =>
    Effect.gen(function* () {
      const store = yield* Store
      const { left, start } = yield* resting(ours(1), "by-hand")
      const command = {
        tenantId: ada,
        runId: run,
        botId: bot,
        connection: PAPER,
        environment: "PAPER" as const,
        venue: SIMULATED,
        symbol: instrument.symbol,
        seq: 1,
        action: {}
      }
      const record = pending(command, market, named(ours(1)), { rule: "TEST", why: "" }, 1)
      yield* store.create(Orders, { ...record, status: "CANCELLED", open: false })
      yield* start
      yield* until(
        "it is gone",
        Effect.map(left, (names) => !names.includes(ours(1)))
      )
      assert.deepStrictEqual(yield* left, ["by-hand"])
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})
