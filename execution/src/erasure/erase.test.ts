import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Option, Scope, Stream } from "effect"
import { ConnectionId, PAPER, paperConnection } from "@tradetower/domain/connection"
import type { TenantId } from "@tradetower/domain/ids"
import { Accounts, Connections, Notifications, SignIns, Store, type User, Users } from "@tradetower/platform"
import { fillEverything, keptOf } from "../../../infra/platform/src/records/tenants-own.fixture.ts"
import { ExchangeUnavailable } from "../unavailable.ts"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { ada, ByHand, cancelled, marketOrder, order, placed, toldToBots, world } from "../execution.fixture.ts"
import { until } from "../passing-time.fixture.ts"
import { runExecution } from "../execution.ts"
import { openedAndClosed } from "../orders/opened-closed.fixture.ts"
import { ErasureSettles } from "./erase.ts"

const ben = "ben" as TenantId
const asked = { erasure: { askedAt: 1 } }
const atOnce = Effect.provideService(ErasureSettles, "1 millis")

const readUser = (tenantId: TenantId) =>
  Effect.flatMap(Store, (store) => Effect.map(store.read(Users, { tenantId }, "user"), Option.getOrUndefined))
const erased = (tenantId: TenantId) =>
  until(
    `${tenantId} is erased`,
    Effect.map(readUser(tenantId), (user) => user === undefined)
  )
const newUser = (tenantId: TenantId): User => ({
  id: "user",
  tenantId,
  name: tenantId,
  identityProvider: "local",
  createdAt: 0,
  tradingHalted: false
})
/** Asks for the erasure of ada, whatever else is kept of her. */
const ask = (change: Partial<User> = {}) =>
  Effect.flatMap(Store, (store) => store.upsert(Users, { ...newUser(ada), ...change, ...asked }))

/** A store that is dead from its n-th write on, as after a kill; `died` is done then. */
const dyingAt = (writes: number) =>
  Effect.gen(function* () {
    const store = yield* Store
    const died = yield* Deferred.make<void>()
    let left = writes
    const writing = <A, E, R>(write: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      Effect.suspend(() => (--left > 0 ? write : Effect.andThen(Deferred.succeed(died, undefined), Effect.never)))
    const dying: Store["Service"] = {
      ...store,
      create: (...args) => writing(store.create(...args)),
      upsert: (...args) => writing(store.upsert(...args)),
      replace: (...args) => writing(store.replace(...args)),
      remove: (...args) => writing(store.remove(...args))
    }
    return { died, dying }
  })

it.live(
  "EXEC-33 an erasure that is killed before any of its writes goes on to the end, and takes nothing of anybody else",
  () =>
    Effect.gen(function* () {
      const { data } = yield* ByHand
      yield* fillEverything(ben)
      const bens = yield* keptOf(ben)
      let kills = 0
      for (let over = false; !over;) {
        const tenantId = `ada-${kills}` as TenantId
        yield* fillEverything(tenantId, asked)
        const { died, dying } = yield* dyingAt(kills + 1)
        const first = yield* Scope.make()
        const execute = Effect.gen(function* () {
          yield* runExecution({ exchanges: [yield* paperExchange(data)] })
        })
        yield* execute.pipe(
          Effect.provideService(Store, dying),
          Effect.forkIn(first),
          Effect.provideService(Scope.Scope, first)
        )
        over = yield* Effect.raceFirst(Effect.as(Deferred.await(died), false), Effect.as(erased(tenantId), true))
        yield* Scope.close(first, Exit.void)
        if (over) break
        kills++
        yield* Effect.scoped(Effect.andThen(execute, erased(tenantId)))
        assert.deepStrictEqual(yield* keptOf(tenantId), {}, `killed before write ${kills}`)
      }
      // As many as there are containers, at least.
      assert.isAbove(kills, 20)
      const { Accounts: _, ...others } = yield* keptOf(ben)
      const { Accounts: __, ...before } = bens
      assert.deepStrictEqual(others, before)
    }).pipe(atOnce, Effect.scoped, Effect.provide(world))
)

it.live("EXEC-33 what was on its way while everything was taken away goes, too", () =>
  Effect.gen(function* () {
    const { data } = yield* ByHand
    const store = yield* Store
    yield* fillEverything(ada, asked)
    let late = 0
    const straggling: Store["Service"] = {
      ...store,
      // Of the containers that were looked through by then.
      remove: (container, ...rest) =>
        container.name === "WebhookGuards" && late++ === 0
          ? Effect.andThen(
              store.upsert(Notifications, {
                id: "late",
                tenantId: ada,
                at: 0,
                kind: "SYSTEM",
                severity: "INFO",
                text: "",
                read: false
              }),
              store.remove(container, ...rest)
            )
          : store.remove(container, ...rest)
    }
    yield* runExecution({ exchanges: [yield* paperExchange(data)] }).pipe(Effect.provideService(Store, straggling))
    yield* erased(ada)
    assert.isAbove(late, 0)
    assert.deepStrictEqual(yield* keptOf(ada), {})
  }).pipe(atOnce, Effect.scoped, Effect.provide(world))
)

it.live(
  "EXEC-33 who is erased is signed out and has no account open, and whoever comes under their name begins anew",
  () =>
    Effect.gen(function* () {
      const { data, trade } = yield* ByHand
      const store = yield* Store
      const told = yield* toldToBots
      const ended: Array<string> = []
      const happened: Array<string> = []
      const paper = yield* paperExchange(data)
      const second = { ...paperConnection(ada, data.id), id: ConnectionId.make("second") }
      yield* store.upsert(Users, newUser(ada))
      yield* store.upsert(Connections, second)
      yield* runExecution({ exchanges: [openedAndClosed(paper, happened, ({ id }) => id)] }).pipe(
        Effect.provideService(SignIns, { endAll: (userId) => Effect.sync(() => ended.push(userId)) })
      )
      yield* trade("100")
      yield* placed(marketOrder("tt-a-GRID-1"))
      assert.strictEqual((yield* told.next).event._tag, "OrderAccepted")
      assert.strictEqual((yield* told.next).event._tag, "OrderFilled")
      const dollars = Effect.map(
        store.read(Accounts, { tenantId: ada }, paperConnection(ada, data.id).id),
        (found) => Option.getOrUndefined(found)?.value.balances?.find(({ asset }) => asset === "USD")?.total
      )
      yield* until(
        "what was bought is paid for",
        Effect.map(dollars, (total) => total !== undefined && total !== "100000")
      )
      yield* ask({ tradingHalted: true })
      yield* erased(ada)
      assert.deepStrictEqual(yield* keptOf(ada), {})
      assert.deepStrictEqual(ended, [ada])
      assert.deepStrictEqual(happened.toSorted(), ["closed paper", "closed second", "opened paper", "opened second"])

      yield* store.create(Users, newUser(ada))
      yield* until(
        "their account has what everybody begins with",
        Effect.map(dollars, (total) => total === "100000")
      )
      // The kill switch of before is not theirs.
      yield* placed(marketOrder("tt-b-GRID-1"))
      assert.strictEqual((yield* told.next).event._tag, "OrderAccepted")
    }).pipe(atOnce, Effect.scoped, Effect.provide(world))
)

it.live(
  "EXEC-33 where an order rests after all nothing is erased, and the trader hears of it and is let in again",
  () =>
    Effect.gen(function* () {
      const { data, trade } = yield* ByHand
      const store = yield* Store
      const told = yield* toldToBots
      yield* store.upsert(Users, newUser(ada))
      yield* runExecution({ exchanges: [yield* paperExchange(data)] })
      yield* trade("100")
      yield* placed(order("tt-a-GRID-1"))
      assert.strictEqual((yield* told.next).event._tag, "OrderAccepted")
      yield* ask()
      yield* until(
        "she is let in again",
        Effect.map(readUser(ada), (user) => user !== undefined && user.value.erasure === undefined)
      )
      const notices = yield* store.query(Notifications, { tenantId: ada })
      assert.deepStrictEqual(
        notices.items.map(({ value }) => value.text),
        [
          "Nothing of yours was erased: something of it had begun at the same moment. Stop what runs, then erase it again."
        ]
      )
      assert.isDefined((yield* keptOf(ada))["Orders"])
      yield* cancelled("tt-a-GRID-1")
      assert.strictEqual((yield* told.next).event._tag, "OrderCancelled")
      yield* ask()
      yield* erased(ada)
      assert.deepStrictEqual(yield* keptOf(ada), {})
    }).pipe(atOnce, Effect.scoped, Effect.provide(world))
)

it.live("EXEC-33 an order at an account whose key was revoked, which nobody can ask, keeps nothing", () =>
  Effect.gen(function* () {
    const { data, trade } = yield* ByHand
    const store = yield* Store
    const told = yield* toldToBots
    const paper = yield* paperExchange(data)
    const revoked = yield* Deferred.make<never, ExchangeUnavailable>()
    const open: typeof paper.open = (one) =>
      Effect.map(paper.open(one), (account) => ({
        ...account,
        reports: Stream.merge(account.reports, Stream.fromEffect(Deferred.await(revoked)))
      }))
    yield* store.upsert(Users, newUser(ada))
    yield* runExecution({ exchanges: [{ ...paper, open }] })
    yield* trade("100")
    yield* placed(order("tt-a-GRID-1"))
    assert.strictEqual((yield* told.next).event._tag, "OrderAccepted")
    yield* Deferred.fail(
      revoked,
      new ExchangeUnavailable({ message: "the key was revoked", retryable: false, cause: "REVOKED" })
    )
    yield* until(
      "its account says so",
      Effect.map(store.read(Accounts, { tenantId: ada }, PAPER), (found) =>
        Option.exists(found, ({ value }) => value.trouble === "REVOKED")
      )
    )
    yield* ask()
    yield* erased(ada)
    assert.deepStrictEqual(yield* keptOf(ada), {})
  }).pipe(atOnce, Effect.scoped, Effect.provide(world))
)

it.live("EXEC-33 an account that can't be forgotten for a moment is asked again before anything is taken away", () =>
  Effect.gen(function* () {
    const { data } = yield* ByHand
    const paper = yield* paperExchange(data)
    yield* fillEverything(ada, asked)
    const store = yield* Store
    yield* store.upsert(Connections, { ...paperConnection(ada, data.id), id: ConnectionId.make("second") })
    const full = new ExchangeUnavailable({ message: "the disk is full", retryable: true })
    let forgotten = 0
    let refused = 0
    const forget: typeof paper.forget = (one) =>
      Effect.suspend(() => {
        if (refused++ === 0) return Effect.fail(full)
        forgotten++
        return paper.forget?.(one) ?? Effect.void
      })
    yield* runExecution({ exchanges: [{ ...paper, forget }] })
    yield* erased(ada)
    assert.deepStrictEqual([refused > 1, forgotten > 0], [true, true])
    assert.deepStrictEqual(yield* keptOf(ada), {})
  }).pipe(atOnce, Effect.scoped, Effect.provide(world))
)
