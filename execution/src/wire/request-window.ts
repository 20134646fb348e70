import type { Urgency } from "./request-pace.ts"

/** So many requests within any time of that length, ms. */
export interface Window {
  readonly requests: number
  readonly within: number
  /** So many of them are for what is urgent alone. */
  readonly kept: number
}

/**
 * Says when each request may be made, of a limit that counts the requests of the last so many ms: all of it may be used
 * at once, and none is made beyond it. What is urgent always has its share, however much else is asked for.
 */
export class RequestWindow {
  readonly #window: Window
  /** When the latest were made, or are to be, the oldest first: those of the window at the most. */
  readonly #made: Array<{ readonly at: number; readonly urgency: Urgency }> = []
  #notBefore = 0

  constructor(window: Window) {
    this.#window = window
  }

  /** Takes the next turn: how long to wait for it, ms. One that is further away than `patience` is not taken. */
  turn(now: number, patience = Infinity, urgency: Urgency = "USUAL"): number {
    const { within } = this.#window
    while ((this.#made[0]?.at ?? Infinity) <= now - within) this.#made.shift()
    const from = Math.max(now, this.#notBefore)
    const at = urgency === "USUAL" ? this.#usual(from) : this.#urgent(from)
    if (at - now > patience) return at - now
    this.#made.push({ at, urgency })
    this.#made.sort((a, b) => a.at - b.at)
    return at - now
  }

  /** When all that was asked for before leaves room. */
  #usual(from: number): number {
    const { kept, requests, within } = this.#window
    const free = (made: ReadonlyArray<{ readonly at: number }>, most: number): number =>
      (made.at(-most)?.at ?? -Infinity) + within
    const usual = this.#made.filter((one) => one.urgency === "USUAL")
    return Math.max(from, free(this.#made, requests), free(usual, requests - kept))
  }

  /** When what was made until then leaves room; its own share alone where others wait for theirs. */
  #urgent(from: number): number {
    const { kept, requests, within } = this.#window
    for (let at = from; ;) {
      const recent = this.#made.filter((one) => one.at > at - within && one.at <= at)
      const urgent = recent.filter((one) => one.urgency === "URGENT")
      const waiting = (this.#made.at(-1)?.at ?? at) > at
      const [full, most] = waiting && urgent.length >= kept ? [urgent, kept] : [recent, requests]
      const [oldest] = full.slice(full.length - most)
      if (full.length < most || oldest === undefined) return at
      at = oldest.at + within
    }
  }

  /** Nobody asks for so long: it was too much. */
  rest(now: number, pause: number): void {
    this.#notBefore = Math.max(this.#notBefore, now + pause)
  }
}
