import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { paperConnection } from "@tradetower/domain/connection"
import { Connections, Store, type User, Users } from "@tradetower/platform"
import { defaultRiskLimits } from "@tradetower/domain/risk"
import { ada, bot, world } from "../execution.fixture.ts"
import { until } from "../passing-time.fixture.ts"
import { SIMULATED } from "../venues/venue-ids.ts"
import { RiskBook } from "./risk-book.ts"

it.live(
  "RISK-25 what a trader decided of an account of real money holds until it is removed, and is not kept longer",
  () =>
    Effect.gen(function* () {
      const store = yield* Store
      const book = yield* RiskBook
      const opened = { ...paperConnection(ada, SIMULATED), environment: "LIVE" as const, armedAt: 1 }
      const { armedAt: _, ...disarmed } = opened
      yield* store.upsert(Connections, disarmed)
      yield* until(
        "disarmed",
        Effect.sync(() => !book.armed(opened))
      )
      yield* store.upsert(Connections, { ...disarmed, removedAt: 1 })
      yield* until(
        "forgotten",
        Effect.sync(() => book.armed(opened))
      )
    }).pipe(Effect.provide(RiskBook.layer), Effect.scoped, Effect.provide(world))
)

it.live(
  "RISK-4 who is being erased sends nothing more, and whoever comes under their name has none of their limits and orders",
  () =>
    Effect.gen(function* () {
      const store = yield* Store
      const book = yield* RiskBook
      const user: User = {
        id: "user",
        tenantId: ada,
        name: "Ada",
        identityProvider: "local",
        createdAt: 0,
        tradingHalted: false
      }
      const riskLimits = { ...defaultRiskLimits, ordersPerMinute: 1 }
      yield* store.upsert(Users, { ...user, riskLimits })
      const { tenant } = yield* book.learn(ada, bot)
      tenant.rate.add(0)
      yield* store.upsert(Connections, { ...paperConnection(ada, SIMULATED), environment: "LIVE", armedAt: 1 })
      const unarmed = { ...paperConnection(ada, SIMULATED), environment: "LIVE" as const }
      yield* until(
        "armed",
        Effect.sync(() => book.armed(unarmed))
      )
      yield* store.upsert(Users, { ...user, riskLimits, erasure: { askedAt: 0 } })
      yield* until(
        "halted",
        Effect.sync(() => book.tenant(ada)?.halted === true)
      )
      assert.isFalse(book.armed(unarmed))
      yield* store.remove(Users, { tenantId: ada }, "user")
      yield* store.create(Users, user)
      yield* until(
        "let in",
        Effect.sync(() => book.tenant(ada)?.halted === false)
      )
      assert.deepStrictEqual(book.tenant(ada)?.limits, defaultRiskLimits)
      assert.strictEqual(book.tenant(ada)?.rate.count(0), 0)
    }).pipe(Effect.provide(RiskBook.layer), Effect.scoped, Effect.provide(world))
)
