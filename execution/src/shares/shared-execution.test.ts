import { assert, it } from "@effect/vitest"
import { Effect, Layer, Queue } from "effect"
import { paperConnection } from "@tradetower/domain/connection"
import { Bus, type Lease, LeaseLost, Leases } from "@tradetower/platform"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { ada, ByHand, order, placed, toldToBots, world } from "../execution.fixture.ts"
import { rest, until } from "../passing-time.fixture.ts"
import { SIMULATED } from "../venues/venue-ids.ts"
import { sharedExecution } from "./shared-execution.ts"

/** A lease of everything that is lost at a moment, which nobody notices. */
const unnoticed = (state: { ours: boolean; refused: number }) =>
  Layer.effect(
    Leases,
    Effect.map(Leases, (leases): Leases["Service"] => {
      const lost = Effect.fail(new LeaseLost({ name: "execution", message: "another's" }))
      const lease: Lease = {
        name: "execution",
        number: 1,
        held: Effect.suspend(() => {
          if (state.ours) return Effect.void
          state.refused += 1
          return lost
        }),
        lost: Effect.never
      }
      return {
        ...leases,
        share: (_, items, work) =>
          Effect.andThen(
            Effect.forEach(items, (item) => Effect.scoped(work(item, lease)), { concurrency: "unbounded" }),
            Effect.never
          )
      }
    })
  )

it.live("LEASE-10 what prices do to a paper account is not written after its share is lost", () =>
  Effect.gen(function* () {
    const { data, trade } = yield* ByHand
    const bus = yield* Bus
    const told = yield* toldToBots
    const prices = yield* Queue.unbounded<unknown>()
    yield* Effect.forkScoped(
      bus.receive({ topic: "market-data", subscription: "realtime" }, ({ body }) => Queue.offer(prices, body))
    )
    const said = Effect.fnUntraced(function* (price: string) {
      for (;;) {
        const event = (yield* Queue.take(prices)) as { readonly _tag: string; readonly price?: string }
        if (event._tag === "Price" && event.price === price) return
      }
    })
    const state = { ours: true, refused: 0 }
    yield* Effect.forkScoped(
      Effect.provide(
        sharedExecution({ exchanges: Effect.map(paperExchange(data), (paper) => [paper]) }),
        unnoticed(state)
      )
    )
    yield* trade("100")
    yield* said("100")
    yield* placed(order("tt-a-GRID-1"))
    assert.strictEqual((yield* told.next).event._tag, "OrderAccepted")
    state.ours = false
    yield* trade("80")
    yield* until(
      "something of it was not done",
      Effect.sync(() => state.refused > 0)
    )
    yield* rest
    assert.strictEqual(yield* told.waiting, 0)
    const next = yield* paperExchange(data)
    const account = yield* next.open(paperConnection(ada, SIMULATED))
    assert.strictEqual((yield* account.openOrders).length, 1)
  }).pipe(Effect.scoped, Effect.provide(world))
)
