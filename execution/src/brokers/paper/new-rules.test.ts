import { assert, it } from "@effect/vitest"
import { Effect, Queue, Stream } from "effect"
import { paperConnection } from "@tradetower/domain/connection"
import { type Instrument, type Symbol, takesAll } from "@tradetower/domain/market"
import type { Decimal } from "@tradetower/domain/number"
import { ada, ByHand, instrument, lots, marketOrder, world } from "../../execution.fixture.ts"
import { until } from "../../passing-time.fixture.ts"
import { SIMULATED } from "../../venues/venue-ids.ts"
import { pricesOf, seenBy } from "../../venues/venue.fixture.ts"
import type { Look } from "../../venues/venue.ts"
import { wantedOf } from "../../venues/wanted-instruments.ts"
import { paperExchange } from "./paper-exchange.ts"

it.live("EXEC-31 the paper exchange takes orders by the rules of an instrument as they are now", () =>
  Effect.gen(function* () {
    const { data, trade } = yield* ByHand
    const looks = yield* Queue.unbounded<ReadonlyMap<Symbol, Look>>()
    const say = (now: Instrument) => Queue.offer(looks, new Map([[now.symbol, { instrument: now, takes: takesAll }]]))
    const exchange = yield* paperExchange({ ...data, looks: () => Stream.fromQueue(looks) })
    let [seen, revised] = [0, 0]
    yield* pricesOf(seenBy(exchange)).pipe(
      Stream.runForEach(() => Effect.sync(() => void (seen += 1))),
      Effect.forkScoped
    )
    yield* (seenBy(exchange).looks?.(yield* wantedOf([instrument])) ?? Stream.empty).pipe(
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
    yield* say(larger)
    yield* until(
      "the rules are taken in",
      Effect.sync(() => revised === 1)
    )
    const refused = yield* Effect.flip(place("tt-a-BASE-2"))
    assert.deepStrictEqual(refused._tag === "OrderRejected" && refused.reason, "BELOW_MINIMUM")
    yield* say(instrument)
    yield* until(
      "they are as they were",
      Effect.sync(() => revised === 2)
    )
    yield* place("tt-a-BASE-3")
  }).pipe(Effect.scoped, Effect.provide(world))
)
