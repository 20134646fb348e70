import { env } from "node:process"
import { assert, describe, it } from "@effect/vitest"
import { Clock, Deferred, Duration, Effect, Exit, Fiber, Option, Queue, Random, type Scope, Stream } from "effect"
import { paperConnection } from "@tradetower/domain/connection"
import { balances, cancel, encodeAccount, fillsSince, findOrder, openOrders } from "@tradetower/domain/exchange"
import type { ClientOrderId } from "@tradetower/domain/ids"
import { minus, plus } from "@tradetower/domain/number"
import type { Fill, OrderRequest } from "@tradetower/domain/order"
import { MarketTime, Store } from "@tradetower/platform"
import type { ExchangeAccount } from "../../exchange.ts"
import { ada, instrument, lots, market, marketOrder, order, price } from "../../execution.fixture.ts"
import type { Tick } from "../../venues/venue.ts"
import { SIMULATED } from "../../venues/venue-ids.ts"
import { pricesOf, quietVenue, seenBy } from "../../venues/venue.fixture.ts"
import { FoldedEvery, openJournal } from "./journal.ts"
import { paperExchange } from "./paper-exchange.ts"
import { below, SharedStore, Standing } from "./shared-store.fixture.ts"

const connection = paperConnection(ada, SIMULATED)
const START = 1_700_000_000_000
const { base, quote, symbol } = instrument
/** Histories tried, as many times more as `TRADETOWER_TRIALS` says. */
const HISTORIES = 60 * Math.max(1, Math.trunc(Number(env["TRADETOWER_TRIALS"] ?? "1")) || 1)
const STEPS = 40
const PROCESSES = 3

/** What was answered and told to whoever asked, in one history. */
class Witness {
  readonly placed = new Map<ClientOrderId, string>()
  readonly rejected = new Set<ClientOrderId>()
  readonly cancelled = new Set<ClientOrderId>()
  readonly told: Array<Fill> = []
}

/** Time as a history has it pass: far cheaper than a clock for tests of anything, thousands of times. */
class Time {
  now = START
  #waiting: Array<{ readonly due: number; readonly over: Deferred.Deferred<void> }> = []

  passes(ms: number): void {
    this.now += ms
    const due = this.#waiting.filter((one) => one.due <= this.now)
    this.#waiting = this.#waiting.filter((one) => one.due > this.now)
    for (const { over } of due) Deferred.doneUnsafe(over, Effect.void)
  }

  readonly clock: Clock.Clock = {
    currentTimeMillisUnsafe: () => this.now,
    currentTimeMillis: Effect.sync(() => this.now),
    currentTimeNanosUnsafe: () => BigInt(this.now) * 1_000_000n,
    currentTimeNanos: Effect.sync(() => BigInt(this.now) * 1_000_000n),
    monotonicTimeNanosUnsafe: () => BigInt(this.now) * 1_000_000n,
    monotonicTimeNanos: Effect.sync(() => BigInt(this.now) * 1_000_000n),
    sleep: (duration) =>
      Effect.suspend(() => {
        const over = Deferred.makeUnsafe<void>()
        this.#waiting.push({ due: this.now + Duration.toMillis(duration), over })
        return Deferred.await(over)
      })
  }
}

const turns = (most: number) =>
  Effect.flatMap(below(most), (count) =>
    Effect.forEach(Array.from({ length: count }), () => Effect.yieldNow, { discard: true })
  )

/** Asks until it is answered, as orders are carried out: what has no answer is looked up first. */
const carry = Effect.fnUntraced(function* (account: ExchangeAccount, request: OrderRequest, witness: Witness) {
  const { clientOrderId } = request
  for (;;) {
    const result = yield* Effect.result(account.place(symbol, request))
    if (result._tag === "Success") return void witness.placed.set(clientOrderId, result.success.exchangeOrderId)
    const error = result.failure
    if (error._tag === "OrderRejected") return void witness.rejected.add(clientOrderId)
    assert.notStrictEqual(error._tag, "OrderDiffers")
    assert.isTrue(error._tag === "OutcomeUnknown" || ("retryable" in error && error.retryable))
    yield* Effect.sleep("1 second")
    if (error._tag !== "OutcomeUnknown") continue
    const found = yield* Effect.result(account.find({ symbol, clientOrderId, sentAt: START }))
    if (found._tag === "Success" && Option.isSome(found.success)) {
      const { exchangeOrderId, status } = found.success.value
      return void (status === "REJECTED"
        ? witness.rejected.add(clientOrderId)
        : witness.placed.set(clientOrderId, exchangeOrderId))
    }
  }
})

const takeBack = Effect.fnUntraced(function* (
  account: ExchangeAccount,
  clientOrderId: ClientOrderId,
  witness: Witness
) {
  // One that is not there yet is no error, and says nothing of one that comes later.
  const there = witness.placed.has(clientOrderId)
  while (Exit.isFailure(yield* Effect.exit(account.cancel(symbol, { clientOrderId })))) yield* Effect.sleep("1 second")
  if (there) witness.cancelled.add(clientOrderId)
})

/** One process with the account, from its first use on. */
const process = Effect.fnUntraced(function* (shared: SharedStore, time: Time, witness: Witness) {
  const standing = new Standing()
  const store = shared.seenBy(standing.around(25))
  const ticks = yield* Queue.unbounded<Tick>()
  const exchange = yield* Effect.provideService(
    paperExchange(quietVenue([instrument], { prices: () => Stream.fromQueue(ticks) }), { slippage: { _tag: "None" } }),
    Store,
    store
  )
  yield* Effect.forkScoped(Stream.runDrain(pricesOf(seenBy(exchange))))
  const opening = yield* Effect.cached(
    Effect.gen(function* () {
      const account = yield* Effect.eventually(exchange.open(connection))
      const heard = account.reports.pipe(
        Stream.runForEach((news) =>
          Effect.sync(() => {
            if (news._tag === "Reported" && news.report._tag === "OrderFilled") witness.told.push(news.report)
          })
        )
      )
      // Nothing but another's writing ends them, and that is told as something that passes.
      yield* Effect.forkScoped(
        Effect.forever(
          Effect.andThen(
            Effect.catch(heard, (error) => Effect.sync(() => assert.isTrue(error.retryable))),
            Effect.sleep("1 second")
          )
        )
      )
      return account
    })
  )
  const seen = (text: string) => Queue.offer(ticks, { symbol, price: price(text), at: time.now, quantity: lots("0.1") })
  return { opening, seen, standing }
})

const request = (number: number, chance: number): OrderRequest => {
  const name = `tt-a-GRID-${number}`
  const side = number % 3 === 2 ? ("SELL" as const) : ("BUY" as const)
  const quantity = lots(chance % 5 === 0 ? "400" : "1.5")
  if (chance % 7 === 0) return marketOrder(name, { side, quantity })
  return order(name, { side, quantity, price: price(String(90 + (chance % 20))) })
}

/** Several processes trade one account, each standing still for a while whenever chance has it. */
const history = Effect.fnUntraced(
  function* (many: number, time: Time) {
    const shared = new SharedStore()
    const witness = new Witness()
    const scope = yield* Effect.scope
    const processes = yield* Effect.forEach(Array.from({ length: PROCESSES }), () => process(shared, time, witness))
    const names: Array<ClientOrderId> = []
    const asked: Array<Fiber.Fiber<void>> = []
    const fork = Effect.fnUntraced(function* (ask: Effect.Effect<void, never, Scope.Scope>) {
      asked.push(yield* Effect.forkIn(ask, scope))
    })
    for (const { seen } of processes) yield* seen("100")
    yield* turns(20)
    for (let step = 0; step < many; step++) {
      const chance = yield* below(1_000)
      const one = processes[yield* below(PROCESSES)] ?? (yield* Effect.die("no such process"))
      const what = yield* below(10)
      if (what < 3) {
        const made = request(names.length, chance)
        names.push(made.clientOrderId)
        // A command that comes again may be carried out by two.
        const by = chance % 4 === 0 ? processes : [one]
        for (const { opening } of by) yield* fork(Effect.flatMap(opening, (account) => carry(account, made, witness)))
      } else if (what < 5) {
        const id = names[chance % (names.length + 1)]
        if (id !== undefined) yield* fork(Effect.flatMap(one.opening, (account) => takeBack(account, id, witness)))
      } else if (what < 8) {
        for (const { seen } of processes) yield* seen(String(88 + (chance % 24)))
      } else if (one.standing.still) one.standing.goOn()
      else one.standing.stand()
      time.passes(1_000)
      yield* turns(12)
    }
    for (const { standing } of processes) standing.goOn()
    while (asked.some((each) => each.pollUnsafe() === undefined)) {
      time.passes(1_000)
      yield* turns(12)
    }
    yield* Effect.forEach(asked, Fiber.join)
    return { shared, witness, names }
  },
  (effect, _, { clock }) =>
    Effect.scoped(effect).pipe(
      Effect.provideService(FoldedEvery, 4),
      Effect.provideService(Clock.Clock, clock),
      Effect.provideService(MarketTime, { now: clock.currentTimeMillis })
    )
)

/** What an account has to have by its trades alone. */
const byTrades = (fills: ReadonlyArray<{ readonly side: "BUY" | "SELL"; readonly report: Fill }>) => {
  let [money, coins] = ["100000", "0"]
  for (const { report, side } of fills) {
    const { notional } = market.deal(report.price, report.quantity)
    const buys = side === "BUY"
    money = (buys ? minus : plus)(money, market.quoteText(notional))
    coins = (buys ? plus : minus)(coins, market.quantityText(report.quantity))
    if (report.fee._tag === "Quote") money = minus(money, market.quoteText(report.fee.amount))
    else coins = minus(coins, market.baseText(report.fee.amount))
  }
  return { money: plus(money, "0"), coins: plus(coins, "0") }
}

describe("a paper account that several processes have open", () => {
  it.effect(`EXEC-38 is as one by one would leave it, whoever stood still when: ${HISTORIES} histories`, () =>
    Effect.gen(function* () {
      const seen = { fills: 0, told: 0, folded: 0 }
      for (let seed = 0; seed < HISTORIES; seed++) {
        const { names, shared, witness } = yield* Random.withSeed(history(STEPS, new Time()), seed)
        const book = Effect.provideService(
          openJournal(connection, { slippage: { _tag: "None" } }),
          Store,
          shared.seenBy((ask) => ask)
        )
        const { account } = yield* book
        const about = `seed ${seed}`
        const fills = fillsSince(account, 0).fills
        // Nothing is lost or doubled: trades and orders are as many as were counted, each name there once.
        assert.deepStrictEqual(
          fills.map(({ number }) => number),
          fills.map((_, index) => index + 1),
          about
        )
        assert.strictEqual(account.tradeCount, fills.length, about)
        assert.strictEqual(account.orderCount, account.orders.size, about)
        assert.strictEqual(account.orders.size, names.length, about)
        // All money is where the trades left it.
        const { coins, money } = byTrades(
          fills.map(
            ({
              order: {
                request: { side }
              },
              report
            }) => ({ side, report })
          )
        )
        const total = (asset: string) => {
          const { free, reserved } = balances(account)[asset] ?? { free: "0", reserved: "0" }
          return plus(free, reserved)
        }
        if (account.orders.size > 0) assert.deepStrictEqual([total(quote), total(base)], [money, coins], about)
        // What was answered is so.
        for (const [id, exchangeOrderId] of witness.placed)
          assert.strictEqual(findOrder(account, id)?.exchangeOrderId, exchangeOrderId, `${about}: ${id}`)
        for (const id of witness.rejected)
          assert.strictEqual(findOrder(account, id)?.status, "REJECTED", `${about}: ${id}`)
        const open = new Set(openOrders(account).map(({ request: { clientOrderId } }) => clientOrderId))
        for (const id of witness.cancelled) assert.isFalse(open.has(id), `${about}: ${id}`)
        // What was told is so, and was told once.
        const reports = new Map(fills.map(({ report }) => [report.tradeId, report]))
        for (const told of witness.told) assert.deepStrictEqual(reports.get(told.tradeId), told, about)
        assert.strictEqual(new Set(witness.told.map(({ tradeId }) => tradeId)).size, witness.told.length, about)
        for (const id of open) cancel(account, id, START)
        assert.strictEqual(balances(account)[quote]?.reserved ?? "0", "0", about)
        seen.fills += fills.length
        seen.told += witness.told.length
        seen.folded += shared.size
        assert.strictEqual(encodeAccount((yield* book).account), encodeAccount((yield* book).account))
      }
      assert.isAbove(seen.fills, HISTORIES)
      assert.isAbove(seen.told, HISTORIES)
    })
  )
})
