import { rested, type Urgency } from "./request-pace.ts"

/** So many requests within any time of that length, ms. */
export interface Window {
  readonly requests: number
  readonly within: number
  /** So many of them are for what is urgent alone. */
  readonly kept: number
}

interface Made {
  readonly at: number
  readonly urgency: Urgency
  readonly whose: string
}

/** Whoever was told to come again has its share kept until then, and so much longer, ms: it may be late, and slow. */
const LATE = 5_000

/**
 * Says when each request may be made, of a limit that counts the requests of the last so many ms: all of it may be used
 * at once, and none is made beyond it. What is urgent always has its share, however much else is asked for. Of several
 * who share it (bots of one key) none waits for as long as others ask: who was turned away may make as many as any of
 * them made lately before they make more.
 */
export class RequestWindow {
  readonly #window: Window
  /** When the latest were made, or are to be, the oldest first: those of the window at the most. */
  readonly #made: Array<Made> = []
  /** Who was turned away: since when, and until when its place is kept. */
  readonly #waiting: Readonly<Record<Urgency, Map<string, { readonly since: number; readonly until: number }>>> = {
    USUAL: new Map(),
    URGENT: new Map()
  }
  readonly #notBefore: Record<Urgency, number> = { USUAL: 0, URGENT: 0 }

  constructor(window: Window) {
    this.#window = window
  }

  /** Takes the next turn: how long to wait for it, ms. One that is further away than `patience` is not taken. */
  turn(now: number, patience = Infinity, urgency: Urgency = "USUAL", whose = ""): number {
    const { within } = this.#window
    while ((this.#made[0]?.at ?? Infinity) <= now - within) this.#made.shift()
    const waiting = this.#waiting[urgency]
    for (const [name, { until }] of waiting) if (until <= now) waiting.delete(name)
    const from = Math.max(now, this.#notBefore[urgency])
    const free = (before: number) => (urgency === "USUAL" ? this.#usual(from, before) : this.#urgent(from, before))
    const at = free(this.#before(now, urgency, whose))
    if (at - now > patience) {
      // Whoever comes first may not come: it is seen again soon.
      const again = Math.max(free(0), now + patience + 1)
      waiting.set(whose, { since: waiting.get(whose)?.since ?? now, until: again + LATE })
      return again - now
    }
    this.#made.push({ at, urgency, whose })
    this.#made.sort((a, b) => a.at - b.at)
    return at - now
  }

  /** How many requests come before this one: of those who were turned away and made fewer, or as few and wait longer. */
  #before(now: number, urgency: Urgency, whose: string): number {
    const waiting = this.#waiting[urgency]
    if (waiting.size === 0) return 0
    const made = new Map<string, number>()
    for (const one of this.#made) if (one.urgency === urgency) made.set(one.whose, (made.get(one.whose) ?? 0) + 1)
    const own = made.get(whose) ?? 0
    const since = waiting.get(whose)?.since ?? now
    let before = 0
    for (const [name, other] of waiting) {
      if (name === whose) continue
      const theirs = made.get(name) ?? 0
      before += Math.max(own - theirs, theirs === own && other.since < since ? 1 : 0)
    }
    return before
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
