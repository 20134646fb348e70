import type { OrderRule } from "./order-facts.ts"
import { RAISE } from "./limits.ts"

const SECONDS = 60

/**
 * How many orders went out within the last minute, counted by the second (so for up to a second longer).
 *
 * @example
 * const rate = new OrderRate()
 * if (rate.count(now) < 100) rate.add(now)
 */
export class OrderRate {
  readonly #seconds = new Int32Array(SECONDS)
  #total = 0
  /** The newest second counted. */
  #newest = 0

  /** Orders in the minute that ends at `now` (ms). */
  count(now: number): number {
    this.#moveTo(now)
    return this.#total
  }

  add(now: number): void {
    this.#moveTo(now)
    const slot = this.#newest % SECONDS
    this.#seconds[slot] = (this.#seconds[slot] ?? 0) + 1
    this.#total += 1
  }

  #moveTo(now: number): void {
    const second = Math.floor(now / 1000)
    if (second <= this.#newest) return
    if (second - this.#newest >= SECONDS) {
      this.#seconds.fill(0)
      this.#total = 0
    } else
      for (let passed = this.#newest + 1; passed <= second; passed++) {
        this.#total -= this.#seconds[passed % SECONDS] ?? 0
        this.#seconds[passed % SECONDS] = 0
      }
    this.#newest = second
  }
}

/** No more orders a minute than allowed, of the tenant and of the bot (RISK-10). */
export const rateRule: OrderRule = ({ limits: { ordersPerMinute }, ordersLastMinute }) => {
  const { bot, tenant } = ordersPerMinute
  if (bot !== undefined && ordersLastMinute.bot >= bot)
    return {
      rule: "RISK-10",
      reason: "RISK_LIMIT",
      message: `the bot placed ${bot} orders within a minute, which is its limit: wait a minute, then resume it, or raise its limit`
    }
  if (ordersLastMinute.tenant >= tenant)
    return {
      rule: "RISK-10",
      reason: "RISK_LIMIT",
      message: `your bots placed ${tenant} orders within a minute, which is the limit: wait a minute, then resume, or ${RAISE}`
    }
  return undefined
}
