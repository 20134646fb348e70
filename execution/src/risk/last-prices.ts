import type { VenueId, Price, Symbol } from "@tradetower/domain/market"

/** The last price of every market, as it came in. */
export class LastPrices {
  readonly #exchanges = new Map<VenueId, Map<Symbol, Price>>()

  set(venue: VenueId, symbol: Symbol, price: Price): void {
    const known = this.#exchanges.get(venue)
    if (known === undefined) this.#exchanges.set(venue, new Map([[symbol, price]]))
    else known.set(symbol, price)
  }

  of(venue: VenueId, symbol: Symbol): Price | undefined {
    return this.#exchanges.get(venue)?.get(symbol)
  }
}
