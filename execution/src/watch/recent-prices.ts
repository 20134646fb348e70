import { type Bounds, meets } from "./thresholds.ts"

/** A price as it passed: `number` counts the ticks of this process, so that one tick is never taken for two. */
export interface PastPrice {
  readonly price: number
  readonly at: number
  readonly number: number
}

/**
 * The last prices of one symbol, for a wake that was decided before it could be registered. Fixed in size: the oldest
 * are forgotten.
 */
export class RecentPrices {
  readonly #prices: Float64Array
  readonly #times: Float64Array
  #count = 0
  /** Number of the oldest price that still counts. */
  #from = 0

  constructor(capacity = 1024) {
    this.#prices = new Float64Array(capacity)
    this.#times = new Float64Array(capacity)
  }

  add(price: number, at: number): void {
    const slot = this.#count % this.#prices.length
    this.#prices[slot] = price
    this.#times[slot] = at
    this.#count++
  }

  /** Nothing that passed so far counts any more. */
  forget(): void {
    this.#from = this.#count
  }

  /** The newest price; absent before the first. */
  get last(): PastPrice | undefined {
    return this.#count === this.#from ? undefined : this.#at(this.#count - 1)
  }

  /** Number of the newest price that came before a moment; -1 for none. */
  newestBefore(at: number): number {
    const oldest = Math.max(this.#from, this.#count - this.#prices.length)
    let number = this.#count - 1
    while (number >= oldest && this.#at(number).at >= at) number--
    return number
  }

  /**
   * The first price that wakes, among those that came after `at` and the one that stood at `at`; numbers up to and
   * including `seen` are left out.
   */
  firstMeeting(bounds: Bounds, at: number, seen: number): PastPrice | undefined {
    const oldest = Math.max(this.#from, this.#count - this.#prices.length, seen + 1)
    let first = this.#count
    while (first > oldest && (this.#times[(first - 1) % this.#times.length] ?? 0) > at) first--
    for (let number = Math.max(oldest, first - 1); number < this.#count; number++) {
      const past = this.#at(number)
      if (meets(bounds, past.price)) return past
    }
    return undefined
  }

  #at(number: number): PastPrice {
    const slot = number % this.#prices.length
    return { price: this.#prices[slot] ?? 0, at: this.#times[slot] ?? 0, number }
  }
}
