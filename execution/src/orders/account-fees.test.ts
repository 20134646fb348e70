import { expect, it } from "@effect/vitest"
import { Deferred, Effect, Option, Queue } from "effect"
import { PAPER } from "@tradetower/domain/connection"
import type { Decimal } from "@tradetower/domain/number"
import type { AccountFees } from "@tradetower/domain/terms"
import { Accounts, Store } from "@tradetower/platform"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { type AccountNews, ExchangeUnavailable } from "../exchange.ts"
import { ada, ByHand, order, placed, toldToBots, world } from "../execution.fixture.ts"
import { runExecution } from "../execution.ts"
import { until } from "../passing-time.fixture.ts"
import { tellingMore } from "./telling-more.fixture.ts"

it.live("EXEC-42 what an account is charged is asked when it is whole, and kept while it isn't told", () =>
  Effect.gen(function* () {
    const { data, trade } = yield* ByHand
    const told = yield* toldToBots
    const later = yield* Queue.unbounded<AccountNews>()
    const paper = yield* paperExchange(data)
    let asked = 0
    const rates = ["0.006", "0.004"].map((rate) => rate as Decimal)
    const fees = Effect.suspend((): Effect.Effect<ReadonlyArray<AccountFees>, ExchangeUnavailable> => {
      const rate = rates[asked++]
      return rate === undefined
        ? Effect.fail(new ExchangeUnavailable({ message: "it does not say", retryable: true }))
        : Effect.succeed([{ of: "CRYPTO", makerRate: rate, takerRate: rate }])
    })
    yield* runExecution({ exchanges: [tellingMore(paper, later, () => ({ fees }))] })
    yield* trade("100")
    yield* placed(order("tt-a-GRID-1"))
    yield* told.next
    const store = yield* Store
    const charged = Effect.map(store.read(Accounts, { tenantId: ada }, PAPER), (found) =>
      Option.getOrUndefined(found)?.value.fees?.map(({ takerRate }) => takerRate as string)
    )
    const becomes = (rate: string, looks: number) =>
      until(
        `charged ${rate} after ${looks} looks`,
        Effect.map(charged, (found) => asked === looks && found?.[0] === rate)
      )
    yield* becomes("0.006", 1)
    yield* Queue.offer(later, { _tag: "Restored" })
    yield* becomes("0.004", 2)
    yield* Queue.offer(later, { _tag: "Restored" })
    yield* becomes("0.004", 3)
  }).pipe(Effect.scoped, Effect.provide(world))
)

it.live("EXEC-42 EXEC-15 an account that never says what it charges is whole, and as it said before", () =>
  Effect.gen(function* () {
    const { data, trade } = yield* ByHand
    const store = yield* Store
    const rate = "0.006" as Decimal
    yield* store.upsert(Accounts, {
      id: PAPER,
      tenantId: ada,
      connected: false,
      reason: "it was out of reach",
      fees: [{ of: "CRYPTO", makerRate: rate, takerRate: rate }],
      updatedAt: 0
    })
    const told = yield* toldToBots
    const paper = yield* paperExchange(data)
    const later = yield* Queue.unbounded<AccountNews>()
    const never = yield* Deferred.make<ReadonlyArray<AccountFees>>()
    yield* runExecution({ exchanges: [tellingMore(paper, later, () => ({ fees: Deferred.await(never) }))] })
    yield* Effect.addFinalizer(() => Deferred.succeed(never, []))
    yield* trade("100")
    yield* placed(order("tt-a-GRID-1"))
    const record = Effect.map(store.read(Accounts, { tenantId: ada }, PAPER), (found) => Option.getOrThrow(found).value)
    yield* until(
      "connected",
      Effect.map(record, ({ connected }) => connected)
    )
    expect((yield* told.next).event).toMatchObject({ _tag: "OrderAccepted" })
    yield* trade("80")
    expect((yield* told.next).event).toMatchObject({ _tag: "OrderFilled" })
    expect((yield* record).fees?.map(({ takerRate }) => takerRate)).toEqual([rate])
  }).pipe(Effect.scoped, Effect.provide(world))
)
