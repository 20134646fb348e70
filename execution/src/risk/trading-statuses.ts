import { type VenueId, type Symbol, takesAll, type TradingStatus } from "@tradetower/domain/market"

/** Which orders every market takes, as last told; one that is not told of takes all. */
export class TradingStatuses {
  readonly #markets = new Map<string, TradingStatus>()

  set(venue: VenueId, symbol: Symbol, status: TradingStatus): void {
    this.#markets.set(`${venue}/${symbol}`, status)
  }

  of(venue: VenueId, symbol: Symbol): TradingStatus {
    return this.#markets.get(`${venue}/${symbol}`) ?? takesAll
  }
}
