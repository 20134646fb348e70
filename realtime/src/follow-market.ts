import { Effect, Schema } from "effect"
import type { LiveMessage } from "@tradetower/domain/live"
import { MarketEvent } from "@tradetower/domain/messages"
import { Bus, type Group, Markets, Poison, Store } from "@tradetower/platform"
import { Minutes } from "./metrics/minutes.ts"
import { throttle } from "./price-throttle.ts"
import { Publisher } from "./publish.ts"
import type { RealtimeSettings } from "./settings.ts"

const decode = Schema.decodeUnknownEffect(MarketEvent)

/** Brings prices, candles and the state of connections from the bus to screens and metrics, until interrupted. */
export const followMarket = (settings: RealtimeSettings) =>
  Effect.gen(function* () {
    const bus = yield* Bus
    const store = yield* Store
    const publisher = yield* Publisher
    const minutes = yield* Minutes
    const held = yield* throttle(settings)

    const connection = Effect.fnUntraced(function* (event: Extract<MarketEvent, { _tag: "Connection" }>) {
      const markets = yield* store.query(Markets, { venue: event.venue }, { where: { followed: true }, limit: 1_000 })
      const told: LiveMessage = event
      yield* Effect.forEach(
        markets.items,
        ({ value }) => publisher.publish(`market:${event.venue}:${value.id}`, told),
        { discard: true }
      )
    })

    const take = Effect.fnUntraced(function* (body: unknown) {
      const event = yield* decode(body).pipe(
        Effect.mapError((error) => new Poison({ reason: "NOT_A_MARKET_EVENT", message: error.message }))
      )
      if (event._tag === "Connection") return yield* connection(event)
      const group: Group = `market:${event.venue}:${event.symbol}`
      if (event._tag === "Candle") return yield* held.offer(`${group}:${event.timeframe}`, group, event)
      yield* held.offer(group, group, event)
      yield* minutes.price(event)
    })
    return yield* bus.receive({ topic: "market-data", subscription: "realtime" }, (message) => take(message.body), {
      concurrency: 1
    })
  }).pipe(Effect.scoped)
