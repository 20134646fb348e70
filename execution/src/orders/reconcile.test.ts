import { assert, it } from "@effect/vitest"
import { Effect, Layer, Option, Stream } from "effect"
import { SIMULATED } from "../venues/venue-ids.ts"
import { PAPER, paperConnection } from "@tradetower/domain/connection"
import { type Time, TradeId } from "@tradetower/domain/ids"
import { whole } from "@tradetower/domain/number"
import type { ExecutionReport } from "@tradetower/domain/order"
import { Notifications, Store } from "@tradetower/platform"
import { ada, bot, id, instrument, lots, market, order, price, run, toldToBots, world } from "../execution.fixture.ts"
import { type AccountFill, ExchangeUnavailable, type OrderState, type UnreadOrder } from "../exchange.ts"
import type { GuardedAccount } from "../risk/gate.ts"
import { Alarm } from "../alarm.ts"
import { Cancels } from "./cancels.ts"
import { HeldOrders } from "./held-orders.ts"
import { pending } from "./order-record.ts"
import { type OpenAccount, Reconciler } from "./reconcile.ts"
import { pass, passUntil } from "../passing-time.fixture.ts"
import { Reports } from "./reports.ts"

const { symbol } = instrument
const name = id("tt-a-GRID-1")
const about = (at: number) => ({ at: at as Time, clientOrderId: name })
const fill = (tradeId: string, quantity: string): Extract<ExecutionReport, { _tag: "OrderFilled" }> => ({
  _tag: "OrderFilled",
  ...about(1),
  tradeId: TradeId.make(tradeId),
  price: price("90"),
  quantity: lots(quantity),
  fee: { _tag: "Quote", amount: whole(0n) },
  liquidity: "MAKER"
})
const funding: AccountFill["report"] = {
  _tag: "FundingCharged",
  ...about(2),
  tradeId: TradeId.make("F2"),
  amount: whole(1n)
}
/** The order as it was asked for, nothing of it filled. */
const resting: OrderState = {
  clientOrderId: name,
  exchangeOrderId: "O1",
  symbol,
  side: "BUY",
  price: price("90"),
  quantity: lots("1"),
  placedAt: 1,
  status: "OPEN",
  filledQuantity: lots("0")
}

/** The world with a reconciler, and what it needs. */
const reconcilers = Reconciler.layer.pipe(
  Layer.provideMerge(Reports.layer),
  Layer.provideMerge(Layer.merge(HeldOrders.layer, Alarm.layer)),
  Layer.provideMerge(world)
)

/** A reconciler with one order of ours on record, and an account that lists fills as told. */
const reconciling = (
  lists: Pick<GuardedAccount, "fills" | "fillsOf"> & Partial<Pick<GuardedAccount, "find" | "openOrders">>
) =>
  Effect.gen(function* () {
    const told = yield* toldToBots
    const held = yield* HeldOrders
    const reconciler = yield* Reconciler
    const unused = Effect.die(new Error("not asked here"))
    const cancelled: Array<string> = []
    const connection = paperConnection(ada, SIMULATED)
    const account: GuardedAccount = {
      connection,
      settles: 0,
      balances: unused,
      place: () => unused,
      cancel: (_, { clientOrderId }) => Effect.sync(() => void cancelled.push(clientOrderId)),
      find: () => unused,
      openOrders: Effect.succeed([]),
      positions: Effect.succeed([]),
      reports: Stream.never,
      ...lists
    }
    const of: OpenAccount = {
      connection,
      unheard: () => undefined,
      tenantId: ada,
      account,
      cancels: new Cancels(account),
      market: () => market,
      cursor: "9",
      fees: undefined
    }
    const through = { connection: PAPER, environment: "PAPER" as const, venue: instrument.venue, symbol }
    const command = { tenantId: ada, botId: bot, runId: run, ...through, seq: 1, action: {} }
    const record = pending(command, market, order(name), { rule: "TEST", why: "a test wants it" }, 1)
    yield* held.createOrFind(record)
    const status = Effect.map(held.find(ada, name), (found) => Option.getOrThrow(found).status)
    const messages = (count: number) => Effect.map(told.some(count), (some) => some.map(({ messageId }) => messageId))
    return {
      adopt: (state: OrderState) => reconciler.adopt(of, market, record, state),
      cancelled,
      messages,
      of,
      reconciler,
      status
    }
  })

it.live("EXEC-13 what an exchange lists late, before the place already read up to, is counted all the same", () =>
  Effect.gen(function* () {
    const happened: ReadonlyArray<AccountFill> = [
      { symbol, report: fill("T1", "1") },
      { symbol, report: funding }
    ]
    // Both were listed after the account had been read up to 9.
    const { adopt, messages, of, reconciler, status } = yield* reconciling({
      fills: (after) => Effect.succeed({ fills: after === undefined ? happened : [], cursor: "9" }),
      fillsOf: () => Effect.succeed(happened.slice(0, 1))
    })
    yield* adopt({ ...resting, status: "FILLED", filledQuantity: lots("1") })
    assert.strictEqual(yield* status, "FILLED")
    yield* reconciler.whole(of)
    assert.deepStrictEqual(yield* messages(3), [`${name}:accepted`, `${name}:T1`, `${name}:F2`])
    assert.strictEqual(of.cursor, "9")
  }).pipe(Effect.scoped, Effect.provide(reconcilers))
)

it.live("EXEC-13 while the list can't be asked for, the order's own trades are, and no place in the list is lost", () =>
  Effect.gen(function* () {
    const busy = new ExchangeUnavailable({ message: "busy", retryable: true, retryAfter: 60_000, cause: "LIMITED" })
    const { adopt, messages, of, status } = yield* reconciling({
      fills: () => Effect.fail(busy),
      fillsOf: () => Effect.succeed([{ symbol, report: fill("T1", "1") }])
    })
    yield* adopt({ ...resting, status: "FILLED", filledQuantity: lots("1") })
    assert.strictEqual(yield* status, "FILLED")
    assert.deepStrictEqual(yield* messages(2), [`${name}:accepted`, `${name}:T1`])
    assert.strictEqual(of.cursor, "9")
  }).pipe(Effect.scoped, Effect.provide(reconcilers))
)

it.live("EXEC-20 the end of an order is told only when its fills add up to what was filled", () =>
  Effect.gen(function* () {
    const listed: Array<AccountFill> = []
    const { adopt, messages, status } = yield* reconciling({
      fills: () => Effect.succeed({ fills: [], cursor: "9" }),
      fillsOf: () => Effect.sync(() => [...listed])
    })
    const partly = { ...resting, status: "CANCELLED", filledQuantity: lots("0.7"), reason: "by hand" } as const
    yield* adopt(partly)
    listed.push({ symbol, report: fill("T1", "0.4") })
    yield* adopt(partly)
    assert.deepStrictEqual(yield* messages(2), [`${name}:accepted`, `${name}:T1`])
    assert.strictEqual(yield* status, "PARTLY_FILLED")
    listed.push({ symbol, report: fill("T2", "0.3") })
    assert.deepStrictEqual(yield* messages(2), [`${name}:T2`, `${name}:cancelled`])
  }).pipe(Effect.scoped, Effect.provide(reconcilers))
)

it.effect(
  "EXEC-36 trades that the exchange can't tell any more are not asked for for ever, and their trader hears of it",
  () =>
    Effect.gen(function* () {
      let asked = 0
      const { adopt, status } = yield* reconciling({
        // The order is of the time 1.
        fills: () => Effect.succeed({ fills: [], cursor: "9", completeSince: 2 }),
        fillsOf: () => Effect.sync(() => (asked++, []))
      })
      yield* adopt({ ...resting, status: "CANCELLED", filledQuantity: lots("0.7"), reason: "by hand" })
      const store = yield* Store
      const notices = Effect.map(store.query(Notifications, { tenantId: ada }), ({ items }) => items)
      yield* pass(50)
      assert.deepStrictEqual(yield* notices, [])
      yield* passUntil(
        "the alarm",
        Effect.map(notices, ({ length }) => length === 1)
      )
      const [notice] = yield* notices
      assert.strictEqual(notice?.value.severity, "CRITICAL")
      assert.match(notice?.value.text ?? "", /says that 0\.70* BTC of order .* was filled.*we know of 0 BTC/)
      const before = asked
      yield* pass(300)
      assert.strictEqual(asked, before)
      assert.strictEqual(yield* status, "OPEN")
    }).pipe(Effect.scoped, Effect.provide(reconcilers))
)

it.live("EXEC-47 an order that is listed and can't be read is left as it was, and its trader hears of it once", () =>
  Effect.gen(function* () {
    const store = yield* Store
    const unread = new ExchangeUnavailable({ message: "it can't be read", retryable: true, unread: true })
    const away = new ExchangeUnavailable({ message: "it is away", retryable: true })
    const seen: { listed: UnreadOrder; found: ReturnType<GuardedAccount["find"]> } = {
      listed: { status: "UNKNOWN", unread: true, clientOrderId: name },
      found: Effect.die(new Error("its list says that it is there"))
    }
    const { adopt, of, reconciler, status } = yield* reconciling({
      fills: () => Effect.succeed({ fills: [], cursor: "9" }),
      fillsOf: () => Effect.succeed([]),
      openOrders: Effect.sync(() => [seen.listed]),
      find: () => seen.found
    })
    yield* adopt(resting)
    assert.deepStrictEqual(yield* reconciler.whole(of), [])
    // One that does not say which it is may be this one, which is looked up by itself.
    seen.listed = { status: "UNKNOWN", unread: true }
    seen.found = Effect.fail(unread)
    assert.deepStrictEqual(yield* reconciler.whole(of), [])
    assert.strictEqual(yield* status, "OPEN")
    const told = (yield* store.query(Notifications, { tenantId: ada })).items.map(({ value }) => value.text)
    assert.lengthOf(told, 1)
    assert.match(told[0] ?? "", /lists order tt-a-GRID-1 in .* in a way that can't be read here/)
    seen.found = Effect.fail(away)
    assert.strictEqual(yield* Effect.flip(reconciler.whole(of)), away)
    // By itself it can be read: it is gone.
    seen.found = Effect.succeedNone
    yield* reconciler.whole(of)
    assert.strictEqual(yield* status, "CANCELLED")
  }).pipe(Effect.scoped, Effect.provide(reconcilers))
)

it.live("EXEC-21 another order under the id of ours is taken back with an alarm, and ours is refused", () =>
  Effect.gen(function* () {
    const { adopt, cancelled, messages, status } = yield* reconciling({
      fills: () => Effect.succeed({ fills: [], cursor: "9" }),
      fillsOf: () => Effect.succeed([])
    })
    yield* adopt({ ...resting, quantity: lots("2") })
    assert.deepStrictEqual(yield* messages(1), [`${name}:rejected`])
    assert.deepStrictEqual([yield* status, cancelled], ["REJECTED", [name]])
    const store = yield* Store
    const [notice] = (yield* store.query(Notifications, { tenantId: ada })).items
    assert.strictEqual(notice?.value.severity, "CRITICAL")
    assert.include(notice?.value.text, "BUY 2 BTC at 90 is there under the id of BUY 1 BTC at 90")
  }).pipe(Effect.scoped, Effect.provide(reconcilers))
)
