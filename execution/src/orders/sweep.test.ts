import { assert, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import type { OrderCommand } from "@tradetower/domain/messages"
import { Orders, Store } from "@tradetower/platform"
import { ada, bot, ByHand, instrument, market, order, run, until, world } from "../execution.fixture.ts"
import type { Exchange } from "../exchange.ts"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { PAPER } from "../brokers/paper/paper-markets.ts"
import { makeRisk } from "../risk/risk.ts"
import { makeAccounts } from "./accounts.ts"
import { makeHeldOrders } from "./held-orders.ts"
import { pending } from "./order-record.ts"
import { makeReconciler } from "./reconcile.ts"
import { makeReports } from "./reports.ts"
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
        exchange: instrument.exchange,
        symbol: instrument.symbol,
        seq: 1,
        action: {}
      }
      const record = pending(command, market, order(`tt-${tenantId}-GRID-${i}`), { rule: "TEST", why: "a test" }, 1)
      yield* store.create(Orders, record)
    }
  })

it.live("orders of one tenant that their exchange says nothing of hold up no other's look-up", () =>
  Effect.gen(function* () {
    const { data } = yield* ByHand
    const paper = yield* paperExchange(PAPER, data)
    const asked: Array<TenantId> = []
    const exchange: Exchange = {
      ...paper,
      account: (tenantId) =>
        Effect.map(paper.account(tenantId), (account) => ({
          ...account,
          reports: Stream.never,
          find: () =>
            Effect.suspend(() => {
              asked.push(tenantId)
              return tenantId === ada ? Effect.never : Effect.succeed(Option.none())
            })
        }))
    }
    const { markets } = yield* makeRisk([exchange])
    const held = yield* makeHeldOrders
    const reports = yield* makeReports(held)
    const reconciler = makeReconciler(held, reports)
    const accounts = yield* makeAccounts(markets, held, reports, reconciler, "2 minutes")
    const sweep = makeSweep(held, reports, reconciler, accounts)

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
