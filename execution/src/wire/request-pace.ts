/** So many requests in such a time, ms. */
export interface Limit {
  readonly requests: number
  readonly within: number
  /** How many of them may be made at once; the rest come evenly. */
  readonly burst: number
  /** So many more at once where they are urgent: the limit itself must be that much below what is allowed. */
  readonly urgent?: number
}

/** What is urgent (a cancel, a close, what somebody waits for) has turns of its own beside those of all the rest. */
export type Urgency = "URGENT" | "USUAL"

/** Says when each request may be made, so that all of them together keep to all limits. */
export class RequestPace {
  /** The length of a turn, how far turns may be ahead, and when the next would come were all evenly spaced. */
  readonly #lanes: ReadonlyArray<{
    readonly turn: number
    readonly ahead: Readonly<Record<Urgency, number>>
    next: number
  }>
  #notBefore = 0

  constructor(of: ReadonlyArray<Limit>) {
    // What may come at once is not also to come evenly, else an hour could see both.
    this.#lanes = of.map(({ burst, requests, urgent = 0, within }) => {
      const turn = burst === 1 ? within / requests : within / (requests - burst)
      const ahead = { USUAL: turn * (burst - 1), URGENT: turn * (burst - 1 + urgent) }
      return { turn, ahead, next: 0 }
    })
  }

  /** Takes the next turn: how long to wait for it, ms. One that is further away than `patience` is not taken. */
  turn(now: number, patience = Infinity, urgency: Urgency = "USUAL"): number {
    const at = this.#lanes.reduce(
      (latest, { ahead, next }) => Math.max(latest, next - ahead[urgency]),
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
