import { compare, dividedBy, minus, plus, smaller, times, zero } from "@tradetower/domain/number"

/** What a position ties up, and at the least, as shares of what it is worth. */
export const MARGIN = "0.2"
export const MAINTENANCE = "0.15"

/** Futures of an account: what they were entered at, and what closing them pays out. `multiplier`: of what is a future. */
export class FuturesMoney<K> {
  /** The average price that futures were entered at. */
  readonly #entries = new Map<K, string>()
  readonly #multiplier: (of: K) => string

  constructor(multiplier: (of: K) => string) {
    this.#multiplier = multiplier
  }

  /** What positions (contracts, below zero: short) are worth, and what they gained, at these prices. */
  stand(
    positions: ReadonlyMap<K, string>,
    last: (of: K) => string | undefined
  ): { readonly worth: string; readonly gains: string } {
    let [worth, gains]: [string, string] = [zero, zero]
    for (const [of, held] of positions) {
      const [entry, price] = [this.#entries.get(of), last(of)]
      if (entry === undefined || price === undefined) continue
      const size = times(held, this.#multiplier(of))
      worth = plus(worth, times(size.replace("-", ""), price))
      gains = plus(gains, times(size, minus(price, entry)))
    }
    return { worth, gains }
  }

  /** A trade of so many (below zero: sold) on top of a position; answers what it pays out. */
  trade(of: K, before: string, signed: string, price: string): string {
    const entry = this.#entries.get(of) ?? zero
    if (compare(times(before, signed), zero) >= 0) {
      const worth = plus(times(before, entry), times(signed, price))
      this.#entries.set(of, dividedBy(worth, plus(before, signed), 18) ?? zero)
      return zero
    }
    const [quantity, held] = [signed.replace("-", ""), before.replace("-", "")]
    const closed = smaller(quantity, held)
    const direction = compare(before, zero) > 0 ? "1" : "-1"
    if (compare(closed, quantity) < 0) this.#entries.set(of, price)
    return times(times(times(minus(price, entry), closed), this.#multiplier(of)), direction)
  }
}
