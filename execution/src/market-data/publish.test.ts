import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Queue } from "effect"
import { Time } from "@tradetower/domain/ids"
import type { MarketEvent } from "@tradetower/domain/messages"
import { Bus, MarketTime } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { publish } from "./publish.ts"

const at = Time.make(Date.UTC(2026, 10, 22, 12))
const lost: MarketEvent = { _tag: "Connection", venue: "simulated" as never, connected: false, reason: "gone", at }
const back: MarketEvent = { ...lost, connected: true, reason: "" }

/** The ids under which a system of its own sends events. */
const idsIn = (events: ReadonlyArray<MarketEvent>) =>
  Effect.gen(function* () {
    const bus = yield* Bus
    const heard = yield* Queue.unbounded<string>()
    yield* Effect.forkScoped(
      bus.receive({ topic: "market-data", subscription: "realtime" }, ({ messageId }) => Queue.offer(heard, messageId))
    )
    yield* publish(events)
    return yield* Effect.all(events.map(() => Queue.take(heard)))
  }).pipe(
    Effect.scoped,
    Effect.provide(
      Layer.merge(embeddedPlatformForTests(), Layer.succeed(MarketTime, { now: Effect.succeed(Number(at)) })),
      { local: true }
    )
  )

describe("market data on its way", () => {
  it.live("the same news has the same id, whichever process sends it; other news has another", () =>
    Effect.gen(function* () {
      const first = yield* idsIn([lost, back])
      const second = yield* idsIn([lost, back])
      assert.deepStrictEqual(second, first)
      assert.notStrictEqual(first[0], first[1])
    })
  )
})
