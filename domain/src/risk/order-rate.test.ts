import { describe, expect, it } from "vitest"
import { desk } from "../bot/desk.fixture.ts"
import { grid } from "../simulation/run.fixture.ts"
import { checkOrder } from "./check-order.ts"
import { defaultRiskLimits, orderLimits } from "./limits.ts"
import { facts } from "./order-facts.fixture.ts"
import { OrderRate } from "./order-rate.ts"

const limits = orderLimits(defaultRiskLimits)
const most = limits.ordersPerMinute.tenant

describe("many bots under one limit of orders a minute", () => {
  it("RISK-10 sixty bots laid out in one minute all end up ACTIVE without anyone resuming them", () => {
    const tenant = new OrderRate()
    const bots = Array.from({ length: 60 }, () => ({ bot: desk(grid({ gridLevels: 40 })), rate: new OrderRate() }))
    let refused = 0
    const paused = new Set<number>()
    for (const { bot } of bots) bot.start()

    const answer = () => {
      // One order of each bot after the other, as they reach the gate.
      for (let some = true; some;) {
        some = false
        for (const [index, { bot, rate }] of bots.entries()) {
          const order = bot.open().find(({ cancelling, status }) => cancelling || status === "PENDING")
          if (order === undefined) continue
          some = true
          if (order.cancelling) {
            bot.cancelled(order.id)
            continue
          }
          const { now } = bot
          const request = bot.placed.find((one) => one.order.clientOrderId === order.id)?.order
          if (request === undefined) throw new Error(`${order.id} was never placed`)
          const lastMinute = { tenant, bot: rate }
          const [refusal] = checkOrder(facts(bot.market, { order: request, now, limits, lastMinute }))
          if (refusal === undefined) {
            tenant.add(now)
            rate.add(now)
            if (order.type === "MARKET") bot.fill(order.id)
            else bot.accept(order.id)
            continue
          }
          refused++
          expect(refusal.reason).toBe("RATE_LIMIT")
          paused.add(index)
          const { message, reason, until } = refusal
          bot.send({
            _tag: "OrderRejected",
            at: now as never,
            clientOrderId: order.id,
            reason,
            message,
            ...(until !== undefined && { until: until as never })
          })
        }
      }
    }

    answer()
    const rests = () => bots.every(({ bot }) => bot.state.life === "ACTIVE" && bot.open("GRID").length >= 39)
    expect(rests()).toBe(false)
    let seconds = 0
    for (; !rests() && seconds < 600; seconds++) {
      for (const { bot } of bots) {
        bot.later(1_000)
        if (bot.wakes("100")) bot.price("100")
        if ((bot.state.wake.at ?? Infinity) <= bot.now) bot.wait(0)
      }
      answer()
      expect(tenant.count(bots[0]?.bot.now ?? 0)).toBeLessThanOrEqual(most)
    }
    expect(rests()).toBe(true)
    expect(paused.size).toBeGreaterThan(10)
    // What is asked for in vain stays within what is missing, a round each half minute at the most.
    expect(refused).toBeLessThan(2 * 60 * 41)
  })
})
