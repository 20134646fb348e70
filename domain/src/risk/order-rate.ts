const SECONDS = 60

/**
 * How many orders went out within the last minute, counted by the second (so for up to a second longer).
 *
 * @example
 * const rate = new OrderRate()
 * if (rate.count(now) < 100) rate.add(now)
 */
export class OrderRate {
  /** Absent while there was none within the last minute: so it is for most bots. */
  #seconds: Int32Array | undefined
  #total = 0
  /** The newest second counted. */
  #newest = 0

  /** Orders in the minute that ends at `now` (ms). */
  count(now: number): number {
    this.#moveTo(now)
    return this.#total
  }

  add(now: number): void {
    this.#moveTo(now)
    const slot = this.#newest % SECONDS
    this.#seconds ??= new Int32Array(SECONDS)
    this.#seconds[slot] = (this.#seconds[slot] ?? 0) + 1
    this.#total += 1
  }

  /** When no more than half of a limit's orders are left of those counted now (ms): who waits so long finds room. */
  roomAt(now: number, limit: number): number {
    this.#moveTo(now)
    let left = this.#total
    let second = this.#newest
    while (left > limit / 2) left -= this.#seconds?.[++second % SECONDS] ?? 0
    return second * 1000
  }

  #moveTo(now: number): void {
    const second = Math.floor(now / 1000)
    if (second <= this.#newest) return
    if (second - this.#newest >= SECONDS) {
      this.#seconds = undefined
      this.#total = 0
    } else if (this.#seconds !== undefined)
      for (let passed = this.#newest + 1; passed <= second; passed++) {
        this.#total -= this.#seconds[passed % SECONDS] ?? 0
        this.#seconds[passed % SECONDS] = 0
      }
    this.#newest = second
  }
}
