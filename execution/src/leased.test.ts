import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Scope, Stream } from "effect"
import { paperConnection } from "@tradetower/domain/connection"
import { type Lease, LeaseLost, type Leases } from "@tradetower/platform"
import { type Exchange, type ExchangeAccount, ExchangeUnavailable } from "./exchange.ts"
import { paperExchange } from "./brokers/paper/paper-exchange.ts"
import { ada, ByHand, instrument, order, world } from "./execution.fixture.ts"
import { until } from "./passing-time.fixture.ts"
import { leased } from "./leased.ts"
import { pricesOf, seenBy } from "./venues/venue.fixture.ts"
import { SIMULATED } from "./venues/venue-ids.ts"

const connection = paperConnection(ada, SIMULATED)

/** One lease for all, taken from its holder by hand. */
const oneLease = (log: Array<string>) => {
  let free = true
  let number = 0
  let taken: Deferred.Deferred<never, LeaseLost> | undefined
  const lost = new LeaseLost({ name: "account", message: "it may be another's now" })
  const service: Pick<Leases["Service"], "acquire"> = {
    acquire: (name) =>
      Effect.gen(function* () {
        yield* until(
          "the lease is free",
          Effect.sync(() => free)
        )
        const gone = yield* Deferred.make<never, LeaseLost>()
        yield* Effect.acquireRelease(
          Effect.sync(() => {
            free = false
            taken = gone
          }),
          () =>
            Effect.sync(() => {
              if (taken !== gone) return
              log.push("given up")
              free = true
            })
        )
        const held = Effect.suspend(() => (taken === gone ? Effect.void : Effect.fail(lost)))
        return { name, number: ++number, held, lost: Deferred.await(gone) } satisfies Lease
      })
  }
  /** Another process has it, until `free` again. */
  const take = Effect.suspend(() => {
    const before = taken
    taken = undefined
    return before === undefined ? Effect.void : Effect.asVoid(Deferred.fail(before, lost))
  })
  /** It ran out, and its holder, who slept, was not told yet. */
  const lapse = Effect.sync(() => (taken = undefined))
  return { lapse, service, take, release: Effect.sync(() => (free = true)) }
}

/** The paper exchange as one that lets an account in once; says when it is opened and closed. */
const exclusive = Effect.fnUntraced(function* (log: Array<string>, change: Partial<ExchangeAccount> = {}) {
  const { data, trade } = yield* ByHand
  const paper = yield* paperExchange(data)
  yield* Effect.forkScoped(Stream.runDrain(pricesOf(seenBy(paper))))
  yield* trade("100")
  const open: Exchange["open"] = (of) =>
    Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => log.push("opened")),
        () => Effect.sync(() => log.push("closed"))
      ).pipe(Effect.andThen(paper.open(of))),
      (account) => ({ ...account, ...change })
    )
  return { ...paper, exclusive: true, open } satisfies Exchange
})

const opens = (log: ReadonlyArray<string>, count: number) =>
  until(
    `opened ${count} times`,
    Effect.sync(() => log.filter((line) => line === "opened").length === count)
  )

describe("an account that an exchange lets in once", () => {
  it.live("EXEC-28 is closed before its lease is given up, and opened by the next only then", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      const exchange = yield* exclusive(log)
      const { service } = oneLease(log)
      let asks = false
      const asking = {
        acquire: (name: string) => Effect.suspend(() => ((asks = true), service.acquire(name)))
      }
      const [first, second] = [leased(service)(exchange), leased(asking)(exchange)]
      const scope = yield* Scope.make()
      yield* Scope.provide(first.open(connection), scope)
      const waits = yield* Effect.forkScoped(second.open(connection))
      yield* until(
        "the second asks for the lease",
        Effect.sync(() => asks)
      )
      assert.deepStrictEqual(log, ["opened"])
      yield* Scope.close(scope, Exit.void)
      const account = yield* Fiber.join(waits)
      assert.deepStrictEqual(log, ["opened", "closed", "given up", "opened"])
      yield* account.openOrders
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("EXEC-28 says what keeps it closed when it can't be opened anew, and whether trying again helps", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      const exchange = yield* exclusive(log)
      const { release, service, take } = oneLease(log)
      let revoked = false
      const revoking: Exchange = {
        ...exchange,
        open: (of) =>
          revoked
            ? Effect.fail(new ExchangeUnavailable({ message: "its key was revoked", retryable: false }))
            : exchange.open(of)
      }
      const account = yield* leased(service)(revoking).open(connection)
      revoked = true
      yield* take
      yield* release
      yield* until(
        "it was tried",
        Effect.map(
          Effect.result(account.openOrders),
          (now) => now._tag === "Failure" && now.failure.cause === undefined
        )
      )
      for (const call of [Effect.asVoid(account.openOrders), Stream.runDrain(account.reports)])
        assert.deepInclude(yield* Effect.flip(call), { message: "its key was revoked", retryable: false })
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("EXEC-28 keeps nobody waiting where opening it breaks", () =>
    Effect.gen(function* () {
      const exchange = yield* exclusive([])
      const { service } = oneLease([])
      const breaks: Exchange = { ...exchange, open: () => Effect.die(new Error("broken")) }
      const exit = yield* Effect.exit(Effect.scoped(leased(service)(breaks).open(connection)))
      assert.isTrue(Exit.hasDies(exit))
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("EXEC-28 sends nothing once its lease may be another's, also before it hears of that", () =>
    Effect.gen(function* () {
      let sent = 0
      const send = Effect.sync(() => void sent++)
      const exchange = yield* exclusive([], {
        place: () => Effect.as(send, { exchangeOrderId: "1" }),
        cancel: () => send
      })
      const { lapse, service } = oneLease([])
      const account = yield* leased(service)(exchange).open(connection)
      const { clientOrderId } = order("tt-a-GRID-1")
      const place = Effect.asVoid(account.place(instrument.symbol, order("tt-a-GRID-1")))
      const cancel = account.cancel(instrument.symbol, { clientOrderId })
      yield* Effect.andThen(place, cancel)
      assert.strictEqual(sent, 2)
      yield* lapse
      for (const call of [place, cancel]) assert.deepInclude(yield* Effect.flip(call), { cause: "COMPETING" })
      assert.strictEqual(sent, 2)
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("EXEC-28 is closed at once when its lease is lost, and opened anew when it is ours again", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      const asked = yield* Deferred.make<void>()
      const exchange = yield* exclusive(log, {
        cancel: () => Effect.andThen(Deferred.succeed(asked, undefined), Effect.never)
      })
      const { release, service, take } = oneLease(log)
      const account = yield* leased(service)(exchange).open(connection)
      yield* until("a price", Effect.isSuccess(account.place(instrument.symbol, order("tt-a-GRID-1"))))
      const heard = yield* Effect.forkScoped(Effect.flip(Stream.runDrain(account.reports)))
      const onItsWay = yield* Effect.forkScoped(
        Effect.flip(account.cancel(instrument.symbol, { clientOrderId: order("tt-a-GRID-1").clientOrderId }))
      )
      yield* Deferred.await(asked)
      yield* take
      assert.strictEqual((yield* Fiber.join(onItsWay))._tag, "OutcomeUnknown")
      assert.deepInclude(yield* Fiber.join(heard), { cause: "COMPETING", retryable: true })
      assert.deepStrictEqual(log, ["opened", "closed"])
      for (const call of [
        Effect.asVoid(account.openOrders),
        Effect.asVoid(account.place(instrument.symbol, order("tt-a-GRID-2")))
      ])
        assert.deepInclude(yield* Effect.flip(call), { cause: "COMPETING" })
      yield* release
      yield* opens(log, 2)
      yield* until("it answers", Effect.isSuccess(account.openOrders))
      assert.lengthOf(yield* account.openOrders, 1)
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})
