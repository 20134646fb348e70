import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, PubSub, Stream } from "effect"
import { BrokerId, type Connection, ConnectionId, PAPER, paperConnection } from "@tradetower/domain/connection"
import { Blobs, Bus, Connections, Store } from "@tradetower/platform"
import { paperExchange } from "./brokers/paper/paper-exchange.ts"
import { ada, ByHand, instrument, lots, order, placed, price, toldToBots, world } from "./execution.fixture.ts"
import { runExecution } from "./execution.ts"
import { until } from "./passing-time.fixture.ts"
import type { Tick } from "./venues/venue.ts"
import { quietVenue } from "./venues/venue.fixture.ts"

const noon = Date.UTC(2026, 10, 22, 12)
const other = { broker: BrokerId.make("other") }
const second: Connection = { ...paperConnection(ada, instrument.venue), ...other, id: ConnectionId.make("second") }

/** The platform, and what of a market it was given to keep and to tell. */
const written = { candles: 0, prices: new Array<unknown>() }
const platform = Layer.mergeAll(
  Layer.effect(
    Blobs,
    Effect.map(Blobs, (blobs): Blobs["Service"] => ({
      ...blobs,
      append: (path, bytes) => {
        written.candles++
        return blobs.append(path, bytes)
      }
    }))
  ),
  Layer.effect(
    Bus,
    Effect.map(Bus, (bus): Bus["Service"] => ({
      ...bus,
      send: (topic, messages) => {
        for (const { body, subject } of messages) if (subject === "Price") written.prices.push(body)
        return bus.send(topic, messages)
      }
    }))
  )
).pipe(Layer.provideMerge(world))

describe("a venue that two exchanges trade at", () => {
  it.live("EXEC-35 is followed once: both fill at its prices, and each price and candle is told and kept once", () =>
    Effect.gen(function* () {
      const { setTime } = yield* ByHand
      const told = yield* toldToBots
      const store = yield* Store
      yield* store.upsert(Connections, second)
      const ticks = yield* PubSub.unbounded<Tick>()
      let followed = 0
      const venue = quietVenue([instrument], {
        prices: () =>
          Stream.unwrap(Effect.map(PubSub.subscribe(ticks), (line) => (followed++, Stream.fromSubscription(line))))
      })
      const trade = (text: string, at: number) =>
        Effect.andThen(
          setTime(at),
          PubSub.publish(ticks, { symbol: instrument.symbol, price: price(text), at, quantity: lots("1") })
        )
      const one = yield* paperExchange(venue)
      yield* runExecution({ exchanges: [one, { ...(yield* paperExchange(venue)), ...other }] })
      yield* until(
        "followed",
        Effect.sync(() => followed > 0)
      )
      yield* trade("100", noon)
      yield* placed(order("tt-a-GRID-1"), "first", PAPER)
      yield* placed(order("tt-a-GRID-2"), "second", second.id)
      yield* told.some(2)
      yield* trade("89", noon + 60_000)
      const filled = (yield* told.some(2)).map(({ event }) => `${event._tag} ${String(event["clientOrderId"])}`)
      assert.sameMembers(filled, ["OrderFilled tt-a-GRID-1", "OrderFilled tt-a-GRID-2"])
      yield* until(
        "the price is told",
        Effect.sync(() => written.prices.some((body) => (body as { price: string }).price === "89"))
      )
      assert.strictEqual(followed, 1)
      assert.strictEqual(written.candles, 1)
      assert.strictEqual(written.prices.filter((body) => (body as { price: string }).price === "89").length, 1)
    }).pipe(Effect.scoped, Effect.provide(platform))
  )

  it.effect("EXEC-35 is one object: two of the same name would be followed twice and are refused", () =>
    Effect.gen(function* () {
      const exchanges = yield* Effect.forEach([0, 1], () => paperExchange(quietVenue([instrument])))
      const exit = yield* Effect.exit(Effect.scoped(runExecution({ exchanges })))
      assert.include(String(exit), "there are two venues simulated: hand the same to every exchange that trades there")
    }).pipe(Effect.provide(platform))
  )
})
