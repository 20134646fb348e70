import { it } from "@effect/vitest"
import { Effect } from "effect"
import { paperConnection } from "@tradetower/domain/connection"
import { Connections, Store } from "@tradetower/platform"
import { ada, until, world } from "../execution.fixture.ts"
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
