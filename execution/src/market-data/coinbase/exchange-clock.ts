/** Messages by which the clock is told: the one that travelled least is the best witness. */
const WITNESSES = 16
/** A clock that is off by less is right enough, ms: messages take their time too. */
const TOLERANCE = 2_000

/** An exchange's time, by this machine's clock and what messages say about when they were sent. */
export class ExchangeClock {
  readonly #behind: Array<number> = []
  #offset = 0

  /** How far this machine's clock is behind, ms (ahead: negative); 0 while it is right enough. */
  get offset(): number {
    return this.#offset
  }

  /** A message came: `sentAt` by the exchange's clock, `receivedAt` by this machine's, ms. */
  heard(sentAt: number, receivedAt: number): void {
    this.#behind.push(sentAt - receivedAt)
    if (this.#behind.length > WITNESSES) this.#behind.shift()
    const behind = Math.max(...this.#behind)
    this.#offset = Math.abs(behind) < TOLERANCE ? 0 : behind
  }

  /** The exchange's time at a moment of this machine's clock. */
  at(local: number): number {
    return local + this.#offset
  }
}
