import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Layer, Option, Queue, Stream } from "effect"
import { ConnectionId, PAPER, paperConnection } from "@tradetower/domain/connection"
import { Accounts, Connections, Store } from "@tradetower/platform"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { type AccountNews, type Exchange, ExchangeUnavailable } from "../exchange.ts"
import { ada, ByHand, order, placed, world } from "../execution.fixture.ts"
import { until } from "../passing-time.fixture.ts"
import { runExecution } from "../execution.ts"
import { LossPatience, Standings } from "./standings.ts"

const name = { id: PAPER, tenantId: ada }
const lost = { connected: false, reason: "the connection was reset" } as const
const late = { connected: true, reason: "the link is slow", trouble: "DEGRADED" } as const

describe("how an account stands", () => {
  it("EXEC-32 is not told of a loss that is over within five seconds, and is of one that lasts", () => {
    const standings = new Standings("5 seconds")
    standings.trouble(name, lost, 0, false)
    assert.deepStrictEqual(standings.due(4_999), [])
    standings.whole(name)
    assert.deepStrictEqual(standings.due(10_000), [])
    standings.trouble(name, lost, 10_000, false)
    // Lost again and again meanwhile: it is out of reach since the first.
    standings.trouble(name, lost, 14_000, false)
    assert.deepStrictEqual(standings.of(name), { connected: true })
    assert.deepStrictEqual(standings.due(15_000), [name])
    assert.deepStrictEqual(standings.of(name), lost)
    assert.strictEqual(standings.since(name), 10_000, "since the first")
    assert.deepStrictEqual(standings.due(16_000), [], "the same is written once")
  })

  it("EXEC-32 is told anew when something else is in the way, and at once when waiting does not help", () => {
    const standings = new Standings("5 seconds")
    standings.trouble(name, late, 0, false)
    standings.trouble(name, lost, 1_000, true)
    assert.deepStrictEqual(standings.due(1_000), [name])
    standings.trouble(name, late, 2_000, false)
    assert.deepStrictEqual(standings.of(name), lost, "until the other is written")
    assert.deepStrictEqual(standings.due(2_000), [name])
    assert.deepStrictEqual(standings.of(name), late)
    assert.strictEqual(standings.since(name), 2_000, "since it was late only")
    standings.whole(name)
    assert.isUndefined(standings.since(name))
  })

  it("EXEC-32 stays as it was told while an account is opened anew", () => {
    const standings = new Standings("5 seconds")
    standings.opening(name, 0)
    assert.deepStrictEqual(standings.due(5_000), [name])
    standings.trouble(name, lost, 6_000, true)
    standings.due(6_000)
    standings.opening(name, 7_000)
    assert.deepStrictEqual(standings.of(name), lost)
  })
})

const impatient = Layer.mergeAll(world, Layer.succeed(LossPatience, "0 seconds"))

/** Waits until the account's record says so. */
const stands = (connected: boolean, reason?: string, trouble?: string) =>
  until(
    `connected: ${connected}, ${reason}`,
    Effect.flatMap(Store, (store) =>
      Effect.map(
        store.read(Accounts, { tenantId: ada }, PAPER),
        Option.exists(
          ({ value }) => value.connected === connected && value.reason === reason && value.trouble === trouble
        )
      )
    )
  )
const unavailable = (message: string, retryable: boolean, needsUser = false) =>
  new ExchangeUnavailable({ message, retryable, ...(needsUser && { needsUser }) })

/** Execution over the paper exchange as `change` makes it, once its account is needed. */
const needing = Effect.fnUntraced(function* (change: (paper: Exchange) => Exchange) {
  const { data, trade } = yield* ByHand
  yield* runExecution({ exchanges: [change(yield* paperExchange(data))] })
  yield* trade("100")
  yield* placed(order("tt-a-GRID-1"))
})

describe("an account's record", () => {
  it.live("EXEC-32 says that the account is lost, late or needs its trader, and that it is whole again", () =>
    Effect.gen(function* () {
      const news = yield* Queue.unbounded<AccountNews | ExchangeUnavailable>()
      const reports = Stream.fromQueue(news).pipe(
        Stream.mapEffect((one) => (one._tag === "ExchangeUnavailable" ? Effect.fail(one) : Effect.succeed(one)))
      )
      yield* needing((paper) => ({
        ...paper,
        open: (one) => Effect.map(paper.open(one), (account) => ({ ...account, reports }))
      }))
      const tell = (one: AccountNews | ExchangeUnavailable) => Queue.offer(news, one)
      yield* stands(false, "it has not answered yet")
      yield* tell({ _tag: "Connected" })
      yield* stands(true)
      yield* tell({ _tag: "Degraded", reason: "the link is slow" })
      yield* stands(true, "the link is slow", "DEGRADED")
      yield* tell({ _tag: "Restored" })
      yield* stands(true)
      yield* tell(unavailable("the connection was reset", true))
      yield* stands(false, "the connection was reset")
      yield* tell({ _tag: "Connected" })
      yield* stands(true)
      yield* tell(unavailable("enter a new key", true, true))
      yield* stands(false, "enter a new key", "NEEDS_USER")
      const store = yield* Store
      const record = Option.getOrThrow(yield* store.read(Accounts, { tenantId: ada }, PAPER)).value
      assert.isAbove(record.balances?.length ?? 0, 0, "what it holds stays as it was told")
      yield* tell({ _tag: "Connected" })
      yield* stands(true)
    }).pipe(Effect.scoped, Effect.provide(impatient))
  )

  it.live("EXEC-32 is there, with the reason, when the account could not be opened for good", () =>
    Effect.gen(function* () {
      const open = () => Effect.fail(unavailable("this key may withdraw: make one that may not", false))
      yield* needing((paper) => ({ ...paper, open }))
      yield* stands(false, "this key may withdraw: make one that may not")
      const store = yield* Store
      const record = Option.getOrThrow(yield* store.read(Accounts, { tenantId: ada }, PAPER)).value
      assert.isUndefined(record.balances, "nobody knows what it holds")
    }).pipe(Effect.scoped, Effect.provide(impatient))
  )

  it.live("EXEC-32 says since when, also after a restart, and nothing of it once the account is whole", () =>
    Effect.gen(function* () {
      const store = yield* Store
      const since = Effect.map(
        store.read(Accounts, { tenantId: ada }, PAPER),
        (found) => Option.getOrUndefined(found)?.value.since
      )
      const news = yield* Queue.unbounded<AccountNews | ExchangeUnavailable>()
      const reports = Stream.fromQueue(news).pipe(
        Stream.mapEffect((one) => (one._tag === "ExchangeUnavailable" ? Effect.fail(one) : Effect.succeed(one)))
      )
      let answers = false
      // As an earlier process left it.
      const left = { connected: false, reason: "it was away", since: 5, updatedAt: 6 }
      yield* store.upsert(Accounts, { id: PAPER, tenantId: ada, ...left })
      yield* needing((paper) => ({
        ...paper,
        open: (one) =>
          Effect.map(paper.open(one), (account) => {
            const balances = Effect.suspend(() => (answers ? account.balances : unavailable("it is away", true)))
            return { ...account, balances, reports }
          })
      }))
      yield* stands(false, "it has not answered yet")
      assert.strictEqual(yield* since, 5)
      answers = true
      yield* Queue.offer(news, { _tag: "Connected" })
      yield* stands(true)
      assert.isUndefined(yield* since)
      const now = yield* Clock.currentTimeMillis
      yield* Queue.offer(news, unavailable("the connection was reset", true))
      yield* stands(false, "the connection was reset")
      assert.isAtLeast((yield* since) ?? 0, now)
    }).pipe(Effect.scoped, Effect.provide(impatient))
  )

  it.live("EXEC-32 says that an account stands still, and that its stream was closed", () =>
    Effect.gen(function* () {
      let reports: Stream.Stream<AccountNews, ExchangeUnavailable> = Stream.make({ _tag: "Connected" } as const)
      yield* needing((paper) => ({
        ...paper,
        open: (one) =>
          Effect.map(paper.open(one), (account) => ({ ...account, reports: Stream.suspend(() => reports) }))
      }))
      yield* stands(true)
      reports = Stream.never
      yield* stands(false, "its exchange closed the connection")
    }).pipe(Effect.scoped, Effect.provide(impatient))
  )

  it.live("EXEC-32 says after a start how accounts stand that nobody needs, not how they stood before", () =>
    Effect.gen(function* () {
      const { data } = yield* ByHand
      const store = yield* Store
      const added = { ...paperConnection(ada, data.id), id: ConnectionId.make("added") }
      const record = (id: ConnectionId) =>
        Effect.map(
          store.read(Accounts, { tenantId: ada }, id),
          Option.map(({ value }) => value)
        )
      yield* store.upsert(Connections, added)
      const before = yield* paperExchange(data)
      yield* Effect.gen(function* () {
        yield* runExecution({ exchanges: [before] })
        yield* until(
          "it is there",
          Effect.map(
            record(added.id),
            Option.exists(({ connected }) => connected)
          )
        )
      }).pipe(Effect.scoped)
      yield* store.upsert(Accounts, {
        id: PAPER,
        tenantId: ada,
        connected: false,
        reason: "it has not answered yet",
        updatedAt: 0
      })
      const paper = yield* paperExchange(data)
      const open: Exchange["open"] = (one) =>
        one.id === PAPER ? paper.open(one) : Effect.fail(unavailable("enter a new key", true, true))
      yield* runExecution({ exchanges: [{ ...paper, open }] })
      yield* stands(true)
      yield* until(
        "it needs its trader",
        Effect.map(
          record(added.id),
          Option.exists(({ trouble }) => trouble === "NEEDS_USER")
        )
      )
    }).pipe(Effect.scoped, Effect.provide(impatient))
  )
})
