import { timeframeMillis } from "@tradetower/domain/market"

const MINUTE = timeframeMillis["1m"]

/** A stretch of time, `[from, to)`, ms. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** Whole minutes of which the candles are still to be fetched. */
export class Gaps {
  /** Oldest first, apart from each other. */
  #stretches: ReadonlyArray<Stretch> = []

  /** What is lacking of `[from, to)` where candles opened at these times, oldest first. */
  static between(opened: ArrayLike<number>, from: number, to: number): Gaps {
    const gaps = new Gaps()
    const found: Array<Stretch> = []
    let next = from
    for (let i = 0; i < opened.length; i++) {
      const at = opened[i] ?? from
      if (at > next) found.push({ from: next, to: at })
      next = Math.max(next, at + MINUTE)
    }
    if (next < to) found.push({ from: next, to })
    gaps.#stretches = found
    return gaps
  }

  /** How many minutes are lacking. */
  get minutes(): number {
    return this.#stretches.reduce((sum, { from, to }) => sum + (to - from) / MINUTE, 0)
  }

  /** The minutes that any moment of `[from, to)` lies in are lacking. */
  add(from: number, to: number): void {
    let whole: Stretch = { from: from - (from % MINUTE), to: to + ((MINUTE - (to % MINUTE)) % MINUTE) }
    const apart: Array<Stretch> = []
    for (const one of this.#stretches) {
      if (one.to < whole.from || one.from > whole.to) apart.push(one)
      else whole = { from: Math.min(one.from, whole.from), to: Math.max(one.to, whole.to) }
    }
    this.#stretches = [...apart, whole].sort((a, b) => a.from - b.from)
  }

  /** `[from, to)` is there. */
  remove(from: number, to: number): void {
    this.#stretches = this.#stretches.flatMap((one) =>
      one.to <= from || one.from >= to
        ? [one]
        : [
            { from: one.from, to: from },
            { from: to, to: one.to }
          ].filter((rest) => rest.from < rest.to)
    )
  }

  /** Whether the minute around a moment is lacking. */
  has(at: number): boolean {
    return this.#stretches.some(({ from, to }) => at >= from && at < to)
  }

  /** Whether anything before a moment is lacking. */
  before(until: number): boolean {
    const oldest = this.#stretches[0]
    return oldest !== undefined && oldest.from < until
  }

  /** Where the newest lacking stretch that begins before a moment ends, at that moment at the latest. */
  newestEnd(until: number): number | undefined {
    const newest = this.#stretches.findLast(({ from }) => from < until)
    return newest === undefined ? undefined : Math.min(newest.to, until)
  }

  /** The newest stretch before a moment, no longer than `length`, at whose both ends something is lacking. */
  newest(until: number, length: number): Stretch | undefined {
    const to = this.newestEnd(until)
    if (to === undefined) return undefined
    const oldest = this.#stretches.find((one) => one.to > to - length)
    return { from: Math.max(oldest?.from ?? to - length, to - length), to }
  }
}
