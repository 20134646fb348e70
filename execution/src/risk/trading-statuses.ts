import { type ExchangeId, type Symbol, takesAll, type TradingStatus } from "@tradetower/domain/market"

/** Which orders every market takes, as last told; one that is not told of takes all. */
export class TradingStatuses {
  readonly #markets = new Map<string, TradingStatus>()

  set(exchange: ExchangeId, symbol: Symbol, status: TradingStatus): void {
    this.#markets.set(`${exchange}/${symbol}`, status)
  }

  of(exchange: ExchangeId, symbol: Symbol): TradingStatus {
    return this.#markets.get(`${exchange}/${symbol}`) ?? takesAll
  }
}
