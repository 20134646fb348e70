import { assert, it } from "@effect/vitest"
import { Effect, Queue, Stream } from "effect"
import { paperConnection } from "@tradetower/domain/connection"
import type { Instrument, Symbol } from "@tradetower/domain/market"
import type { Decimal } from "@tradetower/domain/number"
import { ada, ByHand, instrument, lots, marketOrder, until, world } from "../../execution.fixture.ts"
import { SIMULATED } from "../../venues/venue-ids.ts"
import { paperExchange } from "./paper-exchange.ts"

it.live("EXEC-31 the paper exchange takes orders by the rules of an instrument as they are now", () =>
  Effect.gen(function* () {
    const { data, trade } = yield* ByHand
    const rules = yield* Queue.unbounded<ReadonlyMap<Symbol, Instrument>>()
    const exchange = yield* paperExchange({ ...data, rules: Stream.fromQueue(rules) })
    let [seen, revised] = [0, 0]
    yield* exchange.marketData.ticks.pipe(
      Stream.runForEach(() => Effect.sync(() => void (seen += 1))),
      Effect.forkScoped
    )
    yield* (exchange.marketData.rules ?? Stream.empty).pipe(
      Stream.runForEach(() => Effect.sync(() => void (revised += 1))),
      Effect.forkScoped
    )
    yield* trade("100")
    yield* until(
      "the price is taken in",
      Effect.sync(() => seen === 1)
    )
    const account = yield* exchange.open(paperConnection(ada, SIMULATED))
    const place = (name: string) => account.place(instrument.symbol, marketOrder(name, { quantity: lots("1") }))
    yield* place("tt-a-BASE-1")
    const larger: Instrument = { ...instrument, minQuantity: "2" as Decimal }
    yield* Queue.offer(rules, new Map([[instrument.symbol, larger]]))
    yield* until(
      "the rules are taken in",
      Effect.sync(() => revised === 1)
    )
    const refused = yield* Effect.flip(place("tt-a-BASE-2"))
    assert.deepStrictEqual(refused._tag === "OrderRejected" && refused.reason, "BELOW_MINIMUM")
    yield* Queue.offer(rules, new Map([[instrument.symbol, instrument]]))
    yield* until(
      "they are as they were",
      Effect.sync(() => revised === 2)
    )
    yield* place("tt-a-BASE-3")
  }).pipe(Effect.scoped, Effect.provide(world))
)
