import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { desk } from "../bot/desk.fixture.ts"
import { severityOf } from "../bot/life.ts"
import { summarize } from "../bot/summarize.ts"
import type { RunSummary } from "../bot/summary.ts"
import { toUnits } from "../number/decimal-units.ts"
import { dca, grid } from "../simulation/run.fixture.ts"
import { exposureBreach, liquidationBreach, lossBreach, pairBreach } from "./breach.ts"
import { countAnew, losses, lossMeter, measure } from "./loss.ts"
import { d } from "./order-facts.fixture.ts"
import { resultAt, runStanding, worthAt } from "./standing.ts"

const DAY = 86_400_000
const noon = Date.parse("2026-11-23T12:00:00Z")
const usd = (text: string) => toUnits(text, 18) ?? 0n
const limits = { maxDrawdownPercent: d("10"), maxDailyLossPercent: d("5") }

describe("losses while trading", () => {
  it("RISK-19 count from the best result and from where the day began, in percent of what is invested", () => {
    const meter = lossMeter(0n, noon)
    const seen = (result: string, now = noon) => {
      measure(meter, usd(result), now)
      return lossBreach("your bots", limits, { invested: usd("1000"), result: usd(result), meter })
    }
    expect(seen("60")).toBeUndefined()
    expect(seen("-39.99")).toBeUndefined()
    const met = seen("-40")
    expect(met?.limit).toBe("DRAWDOWN")
    expect(met?.message).toContain("10.0 %")
    measure(meter, usd("20"), noon + DAY)
    expect(seen("-29.99", noon + DAY)).toBeUndefined()
    expect(seen("-30", noon + DAY)).toMatchObject({ limit: "DAILY_LOSS" })
    expect(lossBreach("your bots", {}, { invested: usd("1000"), result: usd("-900"), meter })).toBeUndefined()
  })

  it("RISK-20 a limit that was met counts anew from there", () => {
    const meter = lossMeter(usd("50"), noon)
    const trading = { invested: usd("1000"), result: usd("-60"), meter }
    expect(lossBreach("the bot", limits, trading)).toBeDefined()
    countAnew(meter, usd("-60"))
    expect(lossBreach("the bot", limits, trading)).toBeUndefined()
    expect(lossBreach("the bot", limits, { ...trading, result: usd("-110") })).toMatchObject({ limit: "DAILY_LOSS" })
  })

  it("RISK-19 the drawdown is that from the highest result so far, the day's that from its first", () => {
    const walk = fc.array(
      fc.record({ move: fc.bigInt({ min: -1000n, max: 1000n }), wait: fc.integer({ max: DAY, min: 0 }) })
    )
    fc.assert(
      fc.property(walk, (steps) => {
        const meter = lossMeter(0n, noon)
        let [result, now, peak, first, day] = [0n, noon, 0n, 0n, Math.floor(noon / DAY)]
        for (const { move, wait } of steps) {
          result += move
          now += wait
          measure(meter, result, now)
          if (result > peak) peak = result
          if (Math.floor(now / DAY) !== day) [day, first] = [Math.floor(now / DAY), result]
          expect(losses(meter, result)).toEqual({
            drawdown: peak - result,
            today: first > result ? first - result : 0n
          })
        }
      })
    )
  })

  it("RISK-21 exposure and the share of one pair are of what the accounts are worth", () => {
    expect(exposureBreach(usd("300"), d("300"), usd("100"))).toBeUndefined()
    expect(exposureBreach(usd("300.1"), d("300"), usd("100"))?.message).toContain("300.1 %")
    expect(pairBreach("BTC-USD", usd("50.5"), d("50"), usd("100"))?.message).toContain("BTC-USD is 50.5 %")
    expect(pairBreach("BTC-USD", usd("50"), d("50"), usd("100"))).toBeUndefined()
    expect(exposureBreach(usd("300"), undefined, usd("100"))).toBeUndefined()
    expect(exposureBreach(usd("300"), d("1"), 0n)).toBeUndefined()
  })

  it("RISK-22 a price near liquidation meets the limit, from either side", () => {
    expect(liquidationBreach(usd("100"), usd("97.9"), d("2"))).toBeUndefined()
    expect(liquidationBreach(usd("100"), usd("98"), d("2"))?.message).toContain("2.0 % from liquidation")
    expect(liquidationBreach(usd("100"), usd("102"), d("2"))).toBeDefined()
    expect(liquidationBreach(usd("100"), undefined, d("2"))).toBeUndefined()
  })

  it("RISK-23 the risk engine pauses a bot in its own name; exits and stops stay", () => {
    const bot = desk(grid({ stopLossPrice: d("80") }))
    bot.start()
    bot.settle()
    const reason = "your bots lost 20.0 % of what is invested today, the limit is 20 %"
    bot.send({ _tag: "PauseRequested", at: bot.now as never, actor: "RISK_ENGINE", reason })
    expect(bot.transitions.at(-1)).toMatchObject({ to: "PAUSED", actor: "RISK_ENGINE", reason })
    bot.settle()
    expect(bot.open("GRID", "BUY")).toEqual([])
    expect(bot.open("STOP_LOSS")).toHaveLength(1)
    bot.send({ _tag: "StopRequested", at: bot.now as never, actor: "RISK_ENGINE", closure: "CLOSE_POSITIONS", reason })
    expect(bot.transitions.at(-1)).toMatchObject({ to: "CLOSING", actor: "RISK_ENGINE", reason })
  })
})

describe("an order refused because its market is closed", () => {
  it("RISK-12 holds the bot until the market opens; then it goes on by itself", () => {
    const bot = desk(grid())
    bot.start()
    const [order] = bot.open()
    if (order === undefined) throw new Error("a grid places orders at its start")
    bot.reject(order.id, "MARKET_CLOSED")
    expect(bot.transitions.at(-1)).toMatchObject({ to: "PAUSED", actor: "EXCHANGE" })
    bot.send({ _tag: "SessionOpened", at: bot.now as never })
    expect(bot.transitions.at(-1)?.to).toBe("ACTIVE")
  })

  it("RISK-24 a protective stop that is refused so waits, too, and is placed when the market takes it", () => {
    const bot = desk(grid({ stopLossPrice: d("80") }))
    bot.start()
    for (const entry of bot.open("RESERVATION")) bot.fill(entry.id)
    for (let round = 0; round < 20 && bot.open("STOP_LOSS").length === 0; round++) {
      const next = bot.open().find(({ status }) => status === "PENDING")
      if (next === undefined) break
      bot.accept(next.id)
      if (next.type === "MARKET") bot.fill(next.id)
    }
    bot.reject(bot.sole("STOP_LOSS").id, "MARKET_CLOSED")
    expect(bot.state).toMatchObject({ life: "PAUSED", reason: "Waits for the market: no." })
    expect(summarize(bot.config, bot.state).waits).toBe("MARKET")
    expect(bot.open("STOP_LOSS")).toEqual([])
    bot.pause()
    expect(summarize(bot.config, bot.state).waits).toBeUndefined()
    bot.resume()
    bot.send({ _tag: "SessionOpened", at: bot.now as never })
    bot.settle()
    expect(bot.state.life).toBe("ACTIVE")
    expect(bot.open("STOP_LOSS")).toHaveLength(1)
  })

  it("RISK-24 closing says what it waits for, and goes on when the market takes its orders", () => {
    const bot = desk(grid({ stopLossPrice: d("80") }))
    bot.start()
    bot.settle()
    bot.send({ _tag: "SessionClosed", at: bot.now as never, reason: "only cancels are taken" })
    expect(bot.state).toMatchObject({ life: "PAUSED", reason: "Waits for the market: only cancels are taken." })
    bot.stop()
    bot.settleCancels()
    for (let tries = 0; bot.state.life === "CLOSING" && tries < 150; tries++) {
      const close = bot.open("CLOSE")[0]
      if (close === undefined) bot.wait(1_000)
      else bot.reject(close.id, "MARKET_CLOSED")
      if (close !== undefined && bot.state.life === "CLOSING")
        expect(bot.state.reason).toContain("Waits for the market: no.")
    }
    expect(bot.state.life).toBe("ERROR")
    bot.send({ _tag: "SessionOpened", at: bot.now as never })
    bot.fill(bot.sole("CLOSE").id)
    expect(bot.state.life).toBe("STOPPED")
    expect(bot.state.ledger.base.position).toBe(0)
  })
})

describe("an order refused by a limit of orders a minute", () => {
  const refuse = (bot: ReturnType<typeof desk>, id: string, until?: number) =>
    bot.send({
      _tag: "OrderRejected",
      at: bot.now as never,
      clientOrderId: id as never,
      reason: "RATE_LIMIT",
      message: "the limit of 1,200 orders a minute",
      ...(until !== undefined && { until: until as never })
    })
  /** A grid that is laid but for two orders, which were refused. */
  const held = () => {
    const bot = desk(grid({ stopLossPrice: d("80") }))
    bot.start()
    for (let round = 0; bot.open("RESERVATION").length + bot.open("BASE").length > 0 && round < 10; round++) {
      for (const order of [...bot.open("RESERVATION"), ...bot.open("BASE")]) {
        if (order.cancelling) bot.cancelled(order.id)
        else bot.fill(order.id)
      }
    }
    const [one, two] = bot.open("GRID", "BUY")
    if (one === undefined || two === undefined) throw new Error("a grid buys below the price")
    refuse(bot, one.id, bot.now + 31_000)
    refuse(bot, two.id, bot.now + 30_000)
    return bot
  }

  it("RISK-10 says what it waits for and until when, and goes on by itself with what was missing", () => {
    const bot = held()
    bot.settle()
    const clock = new Date(bot.now + 31_000).toISOString().slice(11, 19)
    expect(bot.state).toMatchObject({
      life: "PAUSED",
      reason: `Waits for the limit of 1,200 orders a minute; goes on by itself at ${clock} UTC.`
    })
    expect(summarize(bot.config, bot.state).waits).toBe("RATE")
    // What rests stays, and nobody is called for what ends by itself.
    expect(bot.open().every(({ cancelling }) => !cancelling)).toBe(true)
    expect(bot.transitions.map(severityOf)).not.toContain("WARNING")
    const resting = bot.open("GRID").length
    bot.resume()
    bot.wait(30_999)
    expect(bot.state.life).toBe("PAUSED")
    bot.wait(1)
    expect(bot.state.life).toBe("ACTIVE")
    expect(bot.open("GRID")).toHaveLength(resting + 2)
  })

  it("RISK-10 told without a moment it waits a minute; the trader's pause outlasts the wait", () => {
    const bot = held()
    const [order] = bot.open("GRID", "BUY")
    if (order === undefined) throw new Error("a grid buys below the price")
    refuse(bot, order.id)
    bot.pause()
    expect(summarize(bot.config, bot.state).waits).toBeUndefined()
    bot.wait(60_000)
    bot.settleCancels()
    expect(bot.state.life).toBe("PAUSED")
    bot.resume()
    expect(bot.state.life).toBe("ACTIVE")
  })

  it("RISK-10 what only reduces goes out meanwhile, the protective stop too; so does closing", () => {
    const bot = desk(dca({ stopLossPercent: d("20") }))
    bot.start()
    for (const order of [...bot.open("RESERVATION"), ...bot.open("BASE")])
      if (order.cancelling) bot.cancelled(order.id)
      else bot.fill(order.id)
    bot.settle()
    const [rung, next] = bot.open("AVERAGING")
    if (rung === undefined || next === undefined) throw new Error("averaging orders rest below the price")
    refuse(bot, next.id)
    bot.fill(rung.id)
    bot.settle()
    expect(bot.state.life).toBe("PAUSED")
    const held = bot.market.lotsIn(bot.state.ledger.base.position)
    for (const purpose of ["TAKE_PROFIT", "STOP_LOSS"] as const) expect(bot.sole(purpose).quantity).toBe(held)
    bot.stop()
    bot.settleCancels()
    expect(bot.state.life).toBe("CLOSING")
    expect(bot.open("CLOSE")).toHaveLength(1)
  })
})

describe("how a run stands", () => {
  it("RISK-19 its result is that of its summary at a price", () => {
    const summary = {
      invested: d("1000"),
      tradingProfit: d("12.5"),
      fees: d("1.5"),
      position: d("-2"),
      positionCost: d("-210"),
      averageEntry: d("105")
    } as RunSummary
    const standing = runStanding(summary)
    expect(resultAt(standing, usd("100"))).toBe(usd("21"))
    expect(worthAt(standing.position, usd("100"))).toBe(-usd("200"))
    expect(standing.entry).toBe(usd("105"))
  })
})
