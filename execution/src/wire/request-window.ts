import { FairShare, type Made } from "./fair-share.ts"
import { rested, type Urgency } from "./request-pace.ts"

/** So many requests within any time of that length, ms. */
export interface Window {
  readonly requests: number
  readonly within: number
  /** So many of them are for what is urgent alone. */
  readonly kept: number
}

/**
 * Says when each request may be made, of a limit that counts the requests of the last so many ms: all of it may be used
 * at once, and none is made beyond it. What is urgent always has its share, however much else is asked for. Several who
 * share it have fair shares.
 */
export class RequestWindow {
  readonly #window: Window
  /** When the latest were made, or are to be, the oldest first: those of the window at the most. */
  readonly #made: Array<Made> = []
  readonly #shares = new FairShare()
  readonly #notBefore: Record<Urgency, number> = { USUAL: 0, URGENT: 0 }

  constructor(window: Window) {
    this.#window = window
  }

  /** Takes the next turn: how long to wait for it, ms. One that is further away than `patience` is not taken. */
  turn(now: number, patience = Infinity, urgency: Urgency = "USUAL", whose = ""): number {
    const { within } = this.#window
    while ((this.#made[0]?.at ?? Infinity) <= now - within) this.#made.shift()
    const from = Math.max(now, this.#notBefore[urgency])
    const free = (before: number) => (urgency === "USUAL" ? this.#usual(from, before) : this.#urgent(from, before))
    const at = free(this.#shares.before(this.#made, now, urgency, whose))
    if (at - now > patience) {
      // Whoever comes first may not come: it is seen again soon.
      const again = Math.max(free(0), now + patience + 1)
      this.#shares.turnedAway(now, urgency, whose, again)
      return again - now
    }
    this.#made.push({ at, urgency, whose })
    this.#made.sort((a, b) => a.at - b.at)
    return at - now
  }

  /** When all that was asked for before leaves room, also for those who come first. */
  #usual(from: number, before: number): number {
    const { kept, requests, within } = this.#window
    const free = (made: ReadonlyArray<Made>, most: number): number =>
      most <= before ? from + within : (made.at(before - most)?.at ?? -Infinity) + within
    const usual = this.#made.filter((one) => one.urgency === "USUAL")
    return Math.max(from, free(this.#made, requests), free(usual, requests - kept))
  }

  /** When what was made until then leaves room; its own share alone where others wait for theirs. */
  #urgent(from: number, before: number): number {
    const { kept, requests, within } = this.#window
    for (let at = from; ;) {
      const recent = this.#made.filter((one) => one.at > at - within && one.at <= at)
      const urgent = recent.filter((one) => one.urgency === "URGENT")
      const waiting = (this.#made.at(-1)?.at ?? at) > at
      const [full, share] = waiting && urgent.length >= kept ? [urgent, kept] : [recent, requests]
      const most = Math.max(1, share - before)
      const oldest = full[Math.max(0, full.length - most)]
      if (full.length < most || oldest === undefined) return at
      at = oldest.at + within
    }
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
