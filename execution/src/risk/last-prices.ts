import type { ExchangeId, Price, Symbol } from "@tradetower/domain/market"

/** The last price of every market, as it came in. */
export class LastPrices {
  readonly #exchanges = new Map<ExchangeId, Map<Symbol, Price>>()

  set(exchange: ExchangeId, symbol: Symbol, price: Price): void {
    const known = this.#exchanges.get(exchange)
    if (known === undefined) this.#exchanges.set(exchange, new Map([[symbol, price]]))
    else known.set(symbol, price)
  }

  of(exchange: ExchangeId, symbol: Symbol): Price | undefined {
    return this.#exchanges.get(exchange)?.get(symbol)
  }
}
