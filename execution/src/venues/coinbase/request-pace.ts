import { Context } from "effect"

/** So many requests in such a time, ms. */
export interface Limit {
  readonly requests: number
  readonly within: number
  /** How many of them may be made at once; the rest come evenly. */
  readonly burst: number
}

/** A little below what Coinbase allows: ten public requests a second for an address, ten thousand an hour. */
const limits: ReadonlyArray<Limit> = [
  { requests: 8, within: 1_000, burst: 1 },
  { requests: 9_500, within: 3_600_000, burst: 3_000 }
]

/** Says when each request may be made, so that all of them together keep to all limits. */
export class RequestPace {
  /** The length of a turn, how far turns may be ahead, and when the next would come were all evenly spaced. */
  readonly #lanes: ReadonlyArray<{ readonly turn: number; readonly ahead: number; next: number }>
  #notBefore = 0

  constructor(of: ReadonlyArray<Limit> = limits) {
    // What may come at once is not also to come evenly, else an hour could see both.
    this.#lanes = of.map(({ burst, requests, within }) => {
      const turn = burst === 1 ? within / requests : within / (requests - burst)
      return { turn, ahead: turn * (burst - 1), next: 0 }
    })
  }

  /** Takes the next turn: how long to wait for it, ms. One that is further away than `patience` is not taken. */
  turn(now: number, patience = Infinity): number {
    const at = this.#lanes.reduce(
      (latest, { ahead, next }) => Math.max(latest, next - ahead),
      Math.max(now, this.#notBefore)
    )
    if (at - now > patience) return at - now
    for (const lane of this.#lanes) lane.next = Math.max(lane.next, at) + lane.turn
    return at - now
  }

  /** Nobody asks for so long: it was too much. */
  rest(now: number, pause: number): void {
    this.#notBefore = Math.max(this.#notBefore, now + pause)
  }
}

/** The pace of all public requests of this process to Coinbase. */
export const CoinbasePace = Context.Reference<RequestPace>("@tradetower/execution/CoinbasePace", {
  defaultValue: () => new RequestPace()
})
