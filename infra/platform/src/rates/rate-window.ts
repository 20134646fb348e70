import type { RateLimit } from "../ports/rate-counters.ts"

/**
 * When the last of what is limited were: at most `most` within any `withinMs` (wall clock, ms). A ring, oldest first from
 * `#next` on: the oldest of a full one decides.
 */
export class RateWindow {
  readonly #most: number
  readonly #withinMs: number
  #times: Array<number> = []
  #next = 0

  constructor({ most, withinMs }: Pick<RateLimit, "most" | "withinMs">) {
    this.#most = most
    this.#withinMs = withinMs
  }

  /** Counts one; answers 0, or in how many ms there is room again (then it is not counted). */
  take(now: number): number {
    if (this.#times.length < this.#most) {
      this.#times.push(now)
      return 0
    }
    const oldest = this.#times[this.#next] ?? 0
    if (oldest > now - this.#withinMs) return oldest + this.#withinMs - now
    this.#times[this.#next] = now
    this.#next = (this.#next + 1) % this.#most
    return 0
  }

  /** Takes in what was counted elsewhere, in any order; moments it has already are not counted twice. */
  learn(elsewhere: ReadonlyArray<number>): void {
    const own = new Set(this.#times)
    const all = [...this.#times, ...elsewhere.filter((at) => !own.has(at))]
    this.#times = all.toSorted((a, b) => a - b).slice(-this.#most)
    this.#next = 0
  }
}
