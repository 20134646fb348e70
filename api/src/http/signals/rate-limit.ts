import { WEBHOOK_PER_MINUTE } from "../../../contract/index.ts"

const MINUTE = 60_000

/**
 * When the last alerts of one token came: at most {@link WEBHOOK_PER_MINUTE} in any minute (wall clock, ms).
 * A ring, oldest first from `#next` on: the oldest of a full one decides.
 */
export class RateWindow {
  #times: Array<number> = []
  #next = 0

  /** Counts an alert; answers 0, or in how many ms there is room again (then it is not counted). */
  take(now: number): number {
    if (this.#times.length < WEBHOOK_PER_MINUTE) {
      this.#times.push(now)
      return 0
    }
    const oldest = this.#times[this.#next] ?? 0
    if (oldest > now - MINUTE) return oldest + MINUTE - now
    this.#times[this.#next] = now
    this.#next = (this.#next + 1) % WEBHOOK_PER_MINUTE
    return 0
  }

  /** Takes in what was counted elsewhere, in any order; moments it has already are not counted twice. */
  learn(elsewhere: ReadonlyArray<number>): void {
    const own = new Set(this.#times)
    this.#times = newest([...this.#times, ...elsewhere.filter((at) => !own.has(at))])
    this.#next = 0
  }
}

const newest = (times: ReadonlyArray<number>): Array<number> =>
  times.toSorted((a, b) => a - b).slice(-WEBHOOK_PER_MINUTE)
