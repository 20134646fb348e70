import type { Clock } from "effect"

/** Messages by which the clock is told: the one that travelled least is the best witness. */
const WITNESSES = 16
/** A clock that is off by less is right enough, ms: messages take their time too. */
const TOLERANCE = 2_000

/** What this machine's clocks say at one moment, ms. */
export interface LocalTime {
  /** It may be set, and goes on while the machine sleeps. */
  readonly wall: number
  /** It only runs. */
  readonly ran: number
}

/** Reads this machine's clocks. */
export const localTime = (clock: Clock.Clock): LocalTime => ({
  wall: clock.currentTimeMillisUnsafe(),
  ran: Number(clock.monotonicTimeNanosUnsafe() / 1_000_000n)
})

/**
 * An exchange's time, by what messages say about when they were sent. In between it goes on as this machine runs: how
 * its clock is set makes no difference, and after a sleep the first message tells how late it is.
 */
export class ExchangeClock {
  readonly #behind: Array<number> = []
  #offset = 0
  #since: LocalTime | undefined

  /** How far this machine's clock is behind, ms (ahead: negative); 0 while it is right enough. */
  get offset(): number {
    return this.#offset
  }

  /** A message came, sent at that moment by the exchange's clock. */
  heard(sentAt: number, now: LocalTime): void {
    this.#behind.push(sentAt - this.#local(now))
    if (this.#behind.length > WITNESSES) this.#behind.shift()
    const behind = Math.max(...this.#behind)
    if (Math.abs(behind) >= TOLERANCE && Math.abs(sentAt - now.wall) < TOLERANCE) {
      this.#since = now
      this.#behind.splice(0, Infinity, sentAt - now.wall)
      this.#offset = 0
    } else this.#offset = Math.abs(behind) < TOLERANCE ? 0 : behind
  }

  /** The exchange's time now. */
  at(now: LocalTime): number {
    return this.#local(now) + this.#offset
  }

  #local(now: LocalTime): number {
    this.#since ??= now
    return this.#since.wall + now.ran - this.#since.ran
  }
}
