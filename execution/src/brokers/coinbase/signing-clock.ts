import type { LocalTime } from "../../wire/exchange-clock.ts"

/** A clock that is off by less is right enough to be told nothing of, ms. */
const TELLING = 2_000

/**
 * Coinbase's time as tokens need it: never ahead of what it is there. Until it was asked for, this machine's; from then on
 * what was answered and what ran by since, however this machine's clock is set.
 */
export class SigningClock {
  #measured: { readonly at: number; readonly ran: number } | undefined

  /** Coinbase said that it is `at` (ms) when, or before, it was `now` here. Answers how far this machine is behind, ms. */
  measured(at: number, now: LocalTime): number {
    this.#measured = { at, ran: now.ran }
    return at - now.wall
  }

  /** How far this machine's clock is behind at this moment, ms (ahead: negative); 0 until it was measured. */
  behind(now: LocalTime): number {
    return this.at(now) - now.wall
  }

  at(now: LocalTime): number {
    return this.#measured === undefined ? now.wall : this.#measured.at + now.ran - this.#measured.ran
  }
}

/** What to say of a clock that is so far behind (ms), where that is worth saying. */
export const clockWords = (behind: number): string | undefined =>
  Math.abs(behind) < TELLING
    ? undefined
    : `this machine's clock is ${Math.round(Math.abs(behind) / 1_000)} s ${behind > 0 ? "behind" : "ahead"}: Coinbase's time is used to sign in, set yours`
