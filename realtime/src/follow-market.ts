import { Effect, Schema } from "effect"
import type { LiveMessage } from "@tradetower/domain/live"
import { MarketEvent } from "@tradetower/domain/messages"
import { type Group, Markets, ownsSlot, Poison, receiveAll, type Share, slotOf, Store } from "@tradetower/platform"
import { Minutes } from "./metrics/minutes.ts"
import { throttle } from "./price-throttle.ts"
import { Publisher } from "./publish.ts"
import type { RealtimeSettings } from "./settings.ts"

const decode = Schema.decodeUnknownEffect(MarketEvent)

/**
 * Brings prices, candles and the state of connections from the bus to screens, those of a share's markets, and every price
 * to the metrics of its tenants' runs, until interrupted. Each share has a copy of what is sent.
 */
export const followMarket = (settings: RealtimeSettings, share: Share) =>
  Effect.gen(function* () {
    const store = yield* Store
    const publisher = yield* Publisher
    const minutes = yield* Minutes
    const held = yield* throttle(settings)
    const isOurs = (venue: string, symbol: string) => ownsSlot(share, slotOf(`${venue}:${symbol}`))

    const connection = Effect.fnUntraced(function* (event: Extract<MarketEvent, { _tag: "Connection" }>) {
      const markets = yield* store.query(Markets, { venue: event.venue }, { where: { followed: true }, limit: 1_000 })
      const told: LiveMessage = event
      yield* Effect.forEach(
        markets.items.filter(({ value }) => isOurs(event.venue, value.id)),
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
      const shown = isOurs(event.venue, event.symbol)
      if (event._tag === "Candle") {
        if (shown) yield* held.offer(`${group}:${event.timeframe}`, group, event)
        return
      }
      if (shown) yield* held.offer(group, group, event)
      yield* minutes.price(event)
    })
    return yield* receiveAll("market-data", "realtime", (message) => take(message.body), { concurrency: 1 }, share)
  }).pipe(Effect.scoped)
