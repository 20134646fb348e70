import { FairShare, type Made, type Urgency } from "./fair-share.ts"

export type { Urgency }

/** So many requests in such a time, ms. */
export interface Limit {
  readonly requests: number
  readonly within: number
  /** How many of them may be made at once; the rest come evenly. */
  readonly burst: number
  /** So many more at once where they are urgent: the limit itself must be that much below what is allowed. */
  readonly urgent?: number
}

/**
 * However long a broker asks to be left alone, a cancel or a close tries again after so long, ms: what is at stake is its
 * trader's money, and a few requests a minute are nobody's burden.
 */
export const URGENT_REST = 5_000

/** Moves the moments before which nobody asks (ms) to so long from `now`; none comes nearer. */
export const rested = (
  notBefore: Record<Urgency, number>,
  now: number,
  pause: Readonly<Record<Urgency, number>>
): void => {
  for (const urgency of ["USUAL", "URGENT"] as const)
    notBefore[urgency] = Math.max(notBefore[urgency], now + pause[urgency])
}

/** Requests of so long ago still count against whose they were, ms. */
const LATELY = 10_000

/**
 * Says when each request may be made, so that all of them together keep to all limits. Several who share it, and say who
 * they are, have fair shares.
 */
export class RequestPace {
  /** The length of a turn, how far turns may be ahead, and when the next would come were all evenly spaced. */
  readonly #lanes: ReadonlyArray<{
    readonly turn: number
    readonly ahead: Readonly<Record<Urgency, number>>
    next: number
  }>
  readonly #notBefore: Record<Urgency, number> = { USUAL: 0, URGENT: 0 }
  readonly #shares = new FairShare()
  /** What was made lately by those who say who they are, the oldest first. */
  readonly #made: Array<Made> = []

  constructor(of: ReadonlyArray<Limit>) {
    // What may come at once is not also to come evenly, else an hour could see both.
    this.#lanes = of.map(({ burst, requests, urgent = 0, within }) => {
      const turn = burst === 1 ? within / requests : within / (requests - burst)
      const ahead = { USUAL: turn * (burst - 1), URGENT: turn * (burst - 1 + urgent) }
      return { turn, ahead, next: 0 }
    })
  }

  /** Takes the next turn: how long to wait for it, ms. One that is further away than `patience` is not taken. */
  turn(now: number, patience = Infinity, urgency: Urgency = "USUAL", whose = ""): number {
    while ((this.#made[0]?.at ?? Infinity) <= now - LATELY) this.#made.shift()
    const at = this.#free(now, urgency, this.#shares.before(this.#made, now, urgency, whose))
    if (at - now > patience) {
      // Whoever comes first may not come: it is seen again soon.
      const again = Math.max(this.#free(now, urgency, 0), now + patience + 1)
      this.#shares.turnedAway(now, urgency, whose, again)
      return again - now
    }
    for (const lane of this.#lanes) lane.next = Math.max(lane.next, at) + lane.turn
    if (whose !== "") this.#made.push({ at, urgency, whose })
    return at - now
  }

  /** When so many that come before leave room, ms. */
  #free(now: number, urgency: Urgency, before: number): number {
    return this.#lanes.reduce(
      (latest, { ahead, next, turn }) =>
        Math.max(latest, Math.max(next, before === 0 ? 0 : now) + before * turn - ahead[urgency]),
      Math.max(now, this.#notBefore[urgency])
    )
  }

  /** Until when nothing usual is asked, ms. */
  get restsUntil(): number {
    return this.#notBefore.USUAL
  }

  /** It was too much: nobody asks for so long, or for `urgent` ms what is urgent. */
  rest(now: number, pause: number, urgent = pause): void {
    rested(this.#notBefore, now, { USUAL: pause, URGENT: Math.min(pause, urgent) })
  }
}
