import type { Tws } from "./tws.ts"

/** Numbers count seconds from here on, ms: no process begins where one before it may have been. */
const SINCE = Date.UTC(2026, 0, 1)
/** An order may have a stop beside it, whose number is the next. */
const EACH = 2
/** The gateway counts no further. */
const MOST = 2_147_483_646

/**
 * Numbers of orders: each one larger than all before, whoever gave them, as the gateway wants it. What it calls the next one
 * may be lower after it was started anew, and what was kept of an order and never sent it does not know: numbers begin at
 * the clock.
 */
export class OrderNumbers {
  #next = 0
  /** For what each was used here. */
  readonly #used = new Map<number, string>()

  /** One that no order has or ever had. */
  next(now: number, { firstNumber }: Pick<Tws, "firstNumber">): number {
    const number = Math.max(this.#next, firstNumber(), Math.floor((now - SINCE) / 1_000))
    this.#next = number + EACH
    if (number > MOST) throw new RangeError("no numbers of orders are left")
    return number
  }

  /** A number that is used now, for what it is kept: none where another order has it. */
  use(number: number, name: string): boolean {
    this.#next = Math.max(this.#next, number + EACH)
    const before = this.#used.get(number)
    if (before !== undefined && before !== name) return false
    this.#used.set(number, name)
    const [oldest] = this.#used.keys()
    if (this.#used.size > KEPT && oldest !== undefined) this.#used.delete(oldest)
    return true
  }
}

/** Remembered: more than a day has. */
const KEPT = 20_000
