import { Effect } from "effect"
import { Offers, Store } from "@tradetower/platform"
import type { Exchange } from "./exchange.ts"
import { inBackground } from "./patience.ts"

/** Says what can be traded at and connected here, for whoever asks: that follows from the exchanges there are. */
export const offer = Effect.fn("offer")(function* (exchanges: ReadonlyArray<Exchange>) {
  const store = yield* Store
  const venues = new Map(exchanges.map(({ marketData, venue }) => [venue, { id: venue, name: marketData.name }]))
  const written = store.upsert(Offers, {
    id: "offer",
    venues: [...venues.values()],
    connectable: exchanges.map(({ broker, environment, secret, terms, venue }) => ({
      broker,
      environment,
      venue,
      terms,
      ...(secret !== undefined && { secret })
    }))
  })
  yield* inBackground("writing what is on offer", Effect.asVoid(written))
})
