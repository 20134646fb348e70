import { expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { Time } from "@tradetower/domain/ids"
import type { LiveMessage } from "@tradetower/domain/live"
import { VenueId, Symbol } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { throttle } from "./price-throttle.ts"
import { Publisher } from "./publish.ts"

const price = (text: string): LiveMessage => ({
  _tag: "Price",
  venue: VenueId.make("simulated"),
  symbol: Symbol.make("BTC-USD"),
  price: Decimal.make(text),
  at: Time.make(0)
})

const heard: Array<string> = []
const listening = Layer.succeed(Publisher, {
  publish: (_group, message) => Effect.sync(() => void (message._tag === "Price" && heard.push(message.price))),
  deliveredToday: Effect.sync(() => ({ messages: heard.length, each: 1 }))
})

it.effect("lets the first price through and then only the newest of each interval", () =>
  Effect.gen(function* () {
    heard.length = 0
    const prices = yield* throttle({ priceEveryMs: 15_000, dailyQuota: undefined, gatherMs: 0, minuteOverMs: 0 })
    const offer = (text: string) => prices.offer("simulated:BTC-USD", "market:simulated:BTC-USD", price(text))
    yield* offer("1")
    yield* offer("2")
    yield* offer("3")
    expect(heard).toEqual(["1"])
    yield* TestClock.adjust("14999 millis")
    expect(heard).toEqual(["1"])
    yield* TestClock.adjust("1 millis")
    expect(heard).toEqual(["1", "3"])
    yield* TestClock.adjust("1 minute")
    expect(heard).toEqual(["1", "3"])
    yield* offer("4")
    expect(heard).toEqual(["1", "3", "4"])
  }).pipe(Effect.scoped, Effect.provide(listening))
)

it.effect("keeps the lines of symbols apart", () =>
  Effect.gen(function* () {
    heard.length = 0
    const prices = yield* throttle({ priceEveryMs: 15_000, dailyQuota: undefined, gatherMs: 0, minuteOverMs: 0 })
    yield* prices.offer("a", "market:simulated:BTC-USD", price("1"))
    yield* prices.offer("b", "market:simulated:ETH-USD", price("2"))
    expect(heard).toEqual(["1", "2"])
  }).pipe(Effect.scoped, Effect.provide(listening))
)
