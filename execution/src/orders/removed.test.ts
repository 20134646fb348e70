import { assert, it } from "@effect/vitest"
import { Effect, Logger, Option, References } from "effect"
import { type Connection, ConnectionId, PAPER, paperConnection } from "@tradetower/domain/connection"
import { Accounts, Connections, everyTenant, queryAll, Store, tenantsOwn } from "@tradetower/platform"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { ada, ByHand, instrument, order, world } from "../execution.fixture.ts"
import { until } from "../passing-time.fixture.ts"
import { ExchangeUnavailable } from "../unavailable.ts"
import { runExecution } from "../execution.ts"
import { openedAndClosed } from "./opened-closed.fixture.ts"

it.live("EXEC-29 an account that was removed is closed, and nothing is kept of it", () =>
  Effect.gen(function* () {
    const { data } = yield* ByHand
    const store = yield* Store
    const connection = { ...paperConnection(ada, data.id), id: ConnectionId.make("second") }
    yield* store.upsert(Connections, connection)
    const paper = yield* paperExchange(data)
    const happened: Array<string> = []
    yield* runExecution({ exchanges: [openedAndClosed(paper, happened, ({ id }) => id)] })
    const kept = Effect.all([
      store.read(Accounts, { tenantId: ada }, connection.id),
      store.read(Connections, { tenantId: ada }, connection.id)
    ])
    yield* until(
      "its balances are there",
      Effect.map(kept, ([account]) => Option.isSome(account))
    )
    yield* store.upsert(Connections, { ...connection, removedAt: 1 })
    yield* until(
      "nothing is kept",
      Effect.map(kept, ([account, one]) => Option.isNone(account) && Option.isNone(one))
    )
    assert.deepStrictEqual(happened, ["opened second", "closed second"])
  }).pipe(Effect.scoped, Effect.provide(world))
)

it.live("EXEC-29 an account that was removed takes its book and balances along, and no other's", () =>
  Effect.gen(function* () {
    const { data, trade } = yield* ByHand
    const store = yield* Store
    const strict = { ...paperConnection(ada, data.id), id: ConnectionId.make("strict"), terms: "alpaca" as const }
    const paper = yield* paperExchange(data)
    yield* runExecution({ exchanges: [paper] })
    yield* store.upsert(Connections, paperConnection(ada, data.id))
    yield* store.upsert(Connections, strict)
    yield* trade("100")
    const balancesOf = (id: ConnectionId) => store.read(Accounts, { tenantId: ada }, id)
    yield* until(
      "both are open",
      Effect.map(Effect.all([balancesOf(PAPER), balancesOf(strict.id)]), (all) => all.every(Option.isSome))
    )
    /** Whose books there are rows of. */
    const own = tenantsOwn("PaperAccounts", ada)
    if (own === undefined) return assert.fail("the catalogue has no paper accounts")
    const rows = Effect.map(store.query(own.container, own.key), ({ items }) => [
      ...new Set(items.map(({ value }) => (value.id.startsWith("~strict:") ? "strict" : "paper")))
    ])
    for (const [one, name] of [
      [paperConnection(ada, data.id), "tt-a-GRID-1"],
      [strict, "tt-a-GRID-2"]
    ] as const)
      yield* (yield* paper.open(one)).place(instrument.symbol, order(name))
    assert.deepStrictEqual(yield* rows, ["paper", "strict"])
    const connections = Effect.map(
      Effect.provideService(queryAll(Connections, everyTenant("a test")), Store, store),
      (all) => all.map(({ id }) => id).sort()
    )
    assert.deepStrictEqual(yield* connections, ["paper", "strict"])
    yield* store.upsert(Connections, { ...strict, removedAt: 1 })
    yield* until(
      "it is gone",
      Effect.map(connections, (ids) => ids.length === 1)
    )
    assert.isTrue(Option.isNone(yield* balancesOf(strict.id)))
    assert.isTrue(Option.isSome(yield* balancesOf(PAPER)))
    assert.deepStrictEqual(yield* rows, ["paper"])
  }).pipe(Effect.scoped, Effect.provide(world))
)

it.live("EXEC-29 an account that is removed while it is being opened leaves no error in the log", () => {
  const said: Array<string> = []
  return Effect.gen(function* () {
    const { data } = yield* ByHand
    const store = yield* Store
    const connection = { ...paperConnection(ada, data.id), id: ConnectionId.make("second") }
    const paper = yield* paperExchange(data)
    const away = new ExchangeUnavailable({ message: "nobody is there", retryable: true })
    let asked = 0
    const open: typeof paper.open = (one) =>
      one.id === connection.id ? Effect.suspend(() => (asked++, Effect.fail(away))) : paper.open(one)
    yield* runExecution({ exchanges: [{ ...paper, open }] })
    yield* store.upsert(Connections, connection)
    yield* until(
      "it was tried to open it",
      Effect.sync(() => asked > 0)
    )
    yield* store.upsert(Connections, { ...connection, removedAt: 1 })
    const told = () => said.filter((line) => line.includes("taken in") || line.includes("taking in"))
    yield* until(
      "nobody tries to open it any more",
      Effect.sync(() => told().some((line) => !line.includes("trying again")))
    )
    assert.deepStrictEqual(told().slice(-1), ["Debug the account second of ada is not taken in: it was removed"])
    assert.notInclude(
      said.map((line) => line.split(" ")[0]),
      "Error"
    )
  }).pipe(
    Effect.scoped,
    Effect.provide(
      Logger.layer([Logger.make(({ logLevel, message }) => void said.push(`${logLevel} ${String(message)}`))])
    ),
    Effect.provideService(References.MinimumLogLevel, "Debug"),
    Effect.provide(world)
  )
})

it.live(
  "EXEC-29 an account that can't be forgotten yet keeps no other waiting, and a later process goes on with it",
  () =>
    Effect.gen(function* () {
      const { data } = yield* ByHand
      const store = yield* Store
      const [stuck, other] = ["stuck", "other"].map((id) => ({
        ...paperConnection(ada, data.id),
        id: ConnectionId.make(id)
      })) as [Connection, Connection]
      const paper = yield* paperExchange(data)
      let asked = 0
      const away = new ExchangeUnavailable({ message: "away", retryable: true })
      const forget = () =>
        Effect.andThen(
          Effect.sync(() => (asked += 1)),
          Effect.fail(away)
        )
      yield* store.upsert(Connections, stuck)
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* runExecution({ exchanges: [{ ...paper, forget }] })
          yield* store.upsert(Connections, { ...stuck, removedAt: 1 })
          yield* until(
            "it is asked for",
            Effect.sync(() => asked > 1)
          )
          yield* store.upsert(Connections, other)
          yield* until(
            "the other is open",
            Effect.map(store.read(Accounts, { tenantId: ada }, other.id), Option.isSome)
          )
        })
      )
      yield* runExecution({ exchanges: [paper] })
      yield* until("it is gone", Effect.map(store.read(Connections, { tenantId: ada }, stuck.id), Option.isNone))
    }).pipe(Effect.scoped, Effect.provide(world))
)
