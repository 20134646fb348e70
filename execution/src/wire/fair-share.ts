/** What is urgent (a cancel, a close, what somebody waits for) has turns of its own beside those of all the rest. */
export type Urgency = "URGENT" | "USUAL"

/** A request that was made, or is to be; `whose`: of the bot or account that asks, empty where that is nobody in particular. */
export interface Made {
  readonly at: number
  readonly urgency: Urgency
  readonly whose: string
}

/** Whoever was told to come again has its share kept until then, and so much longer, ms: it may be late, and slow. */
const LATE = 5_000

/**
 * Who comes before whom, of several who share a limit (bots of one key): none waits for as long as others ask. Who was
 * turned away may make as many as any of them made lately before they make more. Who asks for nobody in particular, as
 * what takes orders back, waits for no one's share.
 */
export class FairShare {
  /** Who was turned away: since when, and until when its place is kept. */
  readonly #waiting: Readonly<Record<Urgency, Map<string, { readonly since: number; readonly until: number }>>> = {
    USUAL: new Map(),
    URGENT: new Map()
  }

  /** Keeps the place of one who is told to come again at a moment, ms. */
  turnedAway(now: number, urgency: Urgency, whose: string, again: number): void {
    const waiting = this.#waiting[urgency]
    if (whose === "") return
    waiting.set(whose, { since: waiting.get(whose)?.since ?? now, until: again + LATE })
  }

  /** How many requests come before this one: of those who were turned away and made fewer, or as few and wait longer. */
  before(made: ReadonlyArray<Made>, now: number, urgency: Urgency, whose: string): number {
    const waiting = this.#waiting[urgency]
    for (const [name, { until }] of waiting) if (until <= now) waiting.delete(name)
    if (waiting.size === 0 || whose === "") return 0
    const counts = new Map<string, number>()
    for (const one of made) if (one.urgency === urgency) counts.set(one.whose, (counts.get(one.whose) ?? 0) + 1)
    const own = counts.get(whose) ?? 0
    const since = waiting.get(whose)?.since ?? now
    let before = 0
    for (const [name, other] of waiting) {
      if (name === whose) continue
      const theirs = counts.get(name) ?? 0
      before += Math.max(own - theirs, theirs === own && other.since < since ? 1 : 0)
    }
    return before
  }
}
