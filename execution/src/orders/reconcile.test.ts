import { assert, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import { type Time, TradeId } from "@tradetower/domain/ids"
import { whole } from "@tradetower/domain/number"
import type { ExecutionReport } from "@tradetower/domain/order"
import { ada, bot, id, instrument, lots, market, order, price, run, toldToBots, world } from "../execution.fixture.ts"
import type { AccountFill, OrderState } from "../exchange.ts"
import type { GuardedAccount } from "../risk/gate.ts"
import { Cancels } from "./cancels.ts"
import { makeHeldOrders } from "./held-orders.ts"
import { pending } from "./order-record.ts"
import { makeReconciler, type OpenAccount } from "./reconcile.ts"
import { makeReports } from "./reports.ts"

const { symbol } = instrument
const name = id("tt-a-GRID-1")
const about = (at: number) => ({ at: at as Time, clientOrderId: name })
const fill: Extract<ExecutionReport, { _tag: "OrderFilled" }> = {
  _tag: "OrderFilled",
  ...about(1),
  tradeId: TradeId.make("T1"),
  price: price("90"),
  quantity: lots("1"),
  fee: { _tag: "Quote", amount: whole(0n) },
  liquidity: "MAKER"
}
const funding: AccountFill["report"] = {
  _tag: "FundingCharged",
  ...about(2),
  tradeId: TradeId.make("F2"),
  amount: whole(1n)
}
const filled: OrderState = {
  clientOrderId: name,
  exchangeOrderId: "O1",
  symbol,
  status: "FILLED",
  filledQuantity: lots("1")
}

it.live("EXEC-13 what an exchange lists late, before the place already read up to, is counted all the same", () =>
  Effect.gen(function* () {
    const told = yield* toldToBots
    const held = yield* makeHeldOrders
    const reconciler = makeReconciler(held, yield* makeReports(held))
    const unused = Effect.die(new Error("not asked here"))
    const happened: ReadonlyArray<AccountFill> = [
      { symbol, report: fill },
      { symbol, report: funding }
    ]
    // Both were listed after the account had been read up to 9.
    const account: GuardedAccount = {
      balances: unused,
      place: () => unused,
      cancel: () => unused,
      find: () => unused,
      openOrders: Effect.succeed([]),
      fills: (after) => Effect.succeed({ fills: after === undefined ? happened : [], cursor: "9" }),
      reports: Stream.never
    }
    const of: OpenAccount = {
      exchange: instrument.exchange,
      tenantId: ada,
      account,
      cancels: new Cancels(account),
      market: () => market,
      cursor: "9"
    }
    const command = { tenantId: ada, botId: bot, runId: run, exchange: instrument.exchange, symbol, seq: 1, action: {} }
    yield* held.createOrFind(pending(command, market, order(name), { rule: "TEST", why: "a test wants it" }, 1))

    yield* reconciler.adopt(of, market, filled)
    yield* reconciler.whole(of)

    assert.strictEqual(Option.getOrThrow(yield* held.find(ada, name)).status, "FILLED")
    const events = yield* told.some(3)
    assert.deepStrictEqual(
      events.map(({ messageId }) => messageId),
      [`${name}:accepted`, `${name}:T1`, `${name}:F2`]
    )
    assert.strictEqual(of.cursor, "9")
  }).pipe(Effect.scoped, Effect.provide(world))
)
