import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "@effect/vitest"
import { Effect, Fiber, Queue, Stream } from "effect"
import { TestClock } from "effect/testing"
import type { AccountNews, ExchangeUnavailable } from "../exchange.ts"
import { RequestPace } from "../wire/request-pace.ts"
import { RequestWindow } from "../wire/request-window.ts"
import { tellingPauses } from "./left-alone.ts"

const words = (item: AccountNews): string => (item._tag === "Degraded" ? item.reason : item._tag)
const pausedUntil = (until: string) => `Alpaca asks for fewer requests: until ${until} UTC no new order goes out there`

/** What is told of an account whose broker is asked at that pace. */
const telling = Effect.fnUntraced(function* (pace: RequestPace | RequestWindow) {
  const news = yield* Queue.unbounded<AccountNews, ExchangeUnavailable>()
  const told: Array<string> = []
  const stream = tellingPauses({ name: "Alpaca", restsUntil: () => pace.restsUntil }, Stream.fromQueue(news))
  yield* Effect.forkScoped(Stream.runForEach(stream, (item) => Effect.sync(() => told.push(words(item)))))
  const say = (item: AccountNews) => Effect.andThen(Queue.offer(news, item), TestClock.adjust("1 millis"))
  return { say, told }
})

for (const pace of [
  new RequestWindow({ requests: 9, within: 60_000, kept: 3 }),
  new RequestPace([{ requests: 9, within: 60_000, burst: 3 }])
])
  it.effect(`a long pause is told with its end, a short one is not (${pace.constructor.name})`, () =>
    Effect.gen(function* () {
      const { say, told } = yield* telling(pace)
      // Nothing is said of an account that is not connected yet.
      pace.rest(0, 60_000)
      yield* TestClock.adjust("2 seconds")
      expect(told).toEqual([])
      yield* say({ _tag: "Connected" })
      yield* TestClock.adjust("57 seconds")
      expect(told).toEqual(["Connected", pausedUntil("00:01:00")])
      pace.rest(59_000, 5_000)
      yield* TestClock.adjust("4 seconds")
      expect(told.slice(2)).toEqual([pausedUntil("00:01:04")])
      yield* TestClock.adjust("2 seconds")
      expect(told.slice(3)).toEqual(["Restored"])
      pace.rest(65_000, 9_000)
      yield* TestClock.adjust("20 seconds")
      expect(told).toHaveLength(4)
    })
  )

it.effect("where nothing at all is let in, that is what is said", () =>
  Effect.gen(function* () {
    const of = { name: "A broker", restsUntil: () => 900_000, shutsOut: true } as const
    const news: Stream.Stream<AccountNews, ExchangeUnavailable> = Stream.concat(
      Stream.succeed({ _tag: "Connected" } as const),
      Stream.never
    )
    const telling = yield* Effect.forkChild(Stream.runCollect(Stream.take(tellingPauses(of, news), 2)))
    yield* TestClock.adjust("2 seconds")
    expect((yield* Fiber.join(telling)).map(words)[1]).toBe(
      "A broker shuts this machine out for too many requests: until 00:15:00 UTC nothing goes out there, cancels and closes neither"
    )
  })
)

it.effect("what else is in the way, or is told meanwhile, is not forgotten over a pause", () =>
  Effect.gen(function* () {
    const pace = new RequestWindow({ requests: 9, within: 60_000, kept: 3 })
    const { say, told } = yield* telling(pace)
    const paused = pausedUntil("00:00:30")
    yield* say({ _tag: "Connected" })
    pace.rest(0, 30_000)
    yield* TestClock.adjust("2 seconds")
    yield* say({ _tag: "Degraded", reason: "trades are late" })
    yield* TestClock.adjust("2 seconds")
    expect(told).toEqual(["Connected", paused, "trades are late", paused])
    yield* TestClock.adjust("30 seconds")
    expect(told.slice(4)).toEqual(["trades are late"])
    yield* say({ _tag: "Restored" })
    yield* TestClock.adjust("30 seconds")
    expect(told.slice(5)).toEqual(["Restored"])
  })
)

it("EXEC-32 every broker's accounts tell its pauses, and let what leaves be asked first", () => {
  const accounts = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
    .filter((path) => /(alpaca|coinbase|tastytrade|web)-account\.ts$/.test(path))
    .map((path) => readFileSync(join(import.meta.dirname, path), "utf8"))
  expect(accounts.map((source) => /\bwithinLimits\(/.test(source))).toEqual([true, true, true, true])
})
