import type { VenueId } from "@tradetower/domain/market"
import type { Exchange } from "../exchange.ts"
import type { Venue } from "./venue.ts"

/**
 * The venues of exchanges, each once however many trade there: whoever follows one has its market data pass through all
 * of them. Throws where two exchanges bring a venue each under one name, which would have to be followed twice.
 */
export const venuesOf = (exchanges: Iterable<Pick<Exchange, "marketData" | "seeing">>): ReadonlyArray<Venue> => {
  const venues = new Map<VenueId, { readonly brought: Venue; readonly seen: Venue }>()
  for (const { marketData, seeing } of exchanges) {
    const { brought, seen } = venues.get(marketData.id) ?? { brought: marketData, seen: marketData }
    if (brought !== marketData)
      throw new Error(`there are two venues ${marketData.id}: hand the same to every exchange that trades there`)
    venues.set(marketData.id, { brought, seen: seeing?.(seen) ?? seen })
  }
  return Array.from(venues.values(), ({ seen }) => seen)
}
