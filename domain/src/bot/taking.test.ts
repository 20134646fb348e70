import { describe, expect, it } from "vitest"
import { openAccount } from "../exchange/account.ts"
import { market } from "../exchange/account.fixture.ts"
import { big, type Whole } from "../number/whole.ts"
import { paperRun } from "../simulation/paper-run.ts"
import { dca, grid, runOf } from "../simulation/run.fixture.ts"
import { validateSettings } from "../strategy/validate.ts"
import { desk } from "./desk.fixture.ts"
import { entitledTo } from "./entitled.ts"
import { decodeState, encodeState } from "./encode.ts"
import { initialState } from "./initial-state.ts"
import { costWithFee } from "./run.ts"
import { step } from "./step.ts"
import { summarize } from "./summarize.ts"

type Desk = ReturnType<typeof desk>

const quote = (it: Desk, text: string): bigint => it.market.quote(text)
const told = (it: Desk) => summarize(it.config, it.state)
const ratio = (now: Whole, before: Whole | undefined): number => Number(now) / Number(before)
const heldBack = (it: Desk): bigint => big(it.state.reserved)
/** What rests and what is held, against what was put in (FUNDS-2). */
const fits = (it: Desk): boolean => {
  const { capital, cost, fees } = it.state.ledger.quote
  return heldBack(it) + big(cost) + big(fees) <= -big(capital)
}

/** A grid of 1000 USD at work. */
const atWork = () => {
  const it = desk(grid())
  it.start("100")
  it.settle()
  return it
}

describe("taking funds out", () => {
  it("FUNDS-7 leaves the books only when the orders that reserve it are gone, and enters nothing meanwhile", () => {
    const it = atWork()
    const before = { capital: it.state.ledger.quote.capital, buys: it.open("GRID", "BUY").length }
    it.take("200")
    expect(it.cancels.length).toBe(before.buys)
    expect(it.state.reason).toBe("200.00 USD is being taken out, as soon as the orders that reserve it are taken back.")
    const [first, ...rest] = it.open("GRID", "BUY")
    if (first === undefined) throw new Error("there is no buy")
    it.cancelled(first.id)
    expect(it.places).toEqual([])
    expect(it.state.ledger.quote.capital).toBe(before.capital)
    expect(told(it).taking).toMatch(/^200(\.0+)?$/)
    for (const order of rest) it.cancelled(order.id)
    expect(it.state.ledger.quote.capital).toBe(Number(big(before.capital) + quote(it, "200")))
    expect(it.state.reason).toBe("200.00 USD was taken out.")
    it.settle()
    expect(it.open("GRID", "BUY").length).toBe(before.buys)
    expect(it.state.life).toBe("ACTIVE")
  })

  it("FUNDS-6 shrinks what is not filled by what is left of free funds, not by the investment, and leaves the rest", () => {
    const it = atWork()
    const [buy] = it.open("GRID", "BUY").sort((a, b) => b.price - a.price)
    if (buy === undefined) throw new Error("there is no buy")
    it.fill(buy.id)
    it.settle()
    const sells = it.open("GRID", "SELL").map(({ id, quantity }) => ({ id, quantity }))
    const buys = new Map(it.open("GRID", "BUY").map(({ slot, quantity }) => [slot, quantity]))
    const free = Number(told(it).takeable)
    it.take(String(free / 2))
    it.settle()
    expect(it.open("GRID", "SELL").map(({ id, quantity }) => ({ id, quantity }))).toEqual(sells)
    for (const { quantity, slot } of it.open("GRID", "BUY")) expect(ratio(quantity, buys.get(slot))).toBeCloseTo(0.5, 2)
    expect(fits(it)).toBe(true)
    // A filled cell that sells buys again as much as before: what it brought pays for that.
    const [sell] = it.open("GRID", "SELL").sort((a, b) => a.price - b.price)
    if (sell === undefined) throw new Error("there is no sell")
    it.fill(sell.id)
    expect(fits(it)).toBe(true)
  })

  it("FUNDS-7 takes no more than is free by then when an order fills while it is being taken back, and says so", () => {
    const it = atWork()
    const most = told(it).takeable ?? "0"
    it.take(most)
    const [first, ...rest] = it.open("GRID", "BUY")
    if (first === undefined) throw new Error("there is no buy")
    it.fill(first.id)
    for (const order of rest) it.cancelled(order.id)
    expect(it.state.reason).toMatch(/USD of .* USD was taken out: the rest is tied up by now\.$/)
    it.settle()
    expect(fits(it)).toBe(true)
    expect(big(it.state.ledger.quote.cash)).toBeGreaterThanOrEqual(heldBack(it))
  })

  it("FUNDS-6 shrinks the averaging orders of the present cycle, and all orders of the next", () => {
    const it = desk(dca())
    it.start("100")
    it.fill(it.sole("BASE").id)
    it.settle()
    const before = it.open("AVERAGING").map(({ quantity }) => quantity)
    const invested = it.state.investment
    it.take(String(Number(told(it).takeable) / 2))
    it.settle()
    const after = it.open("AVERAGING").map(({ quantity }) => quantity)
    expect(after.length).toBe(before.length)
    after.forEach((quantity, index) => expect(ratio(quantity, before[index])).toBeCloseTo(0.5, 2))
    expect(it.state.investment).toBeLessThan(invested)
    expect(fits(it)).toBe(true)
  })

  it("FUNDS-7 waits while the exchange is lost, goes on across a restart, and is over when the bot is stopped", () => {
    const it = atWork()
    it.lost()
    it.take("100")
    const known = decodeState(encodeState(it.state))
    expect(known.taking).toBe(quote(it, "100"))
    it.restored()
    expect(it.state.taking).toBe(quote(it, "100"))
    it.stop()
    expect(it.state.taking).toBeUndefined()
    expect(told(it).takeable).toMatch(/^0(\.0+)?$/)
  })

  it("FUNDS-6 a paused bot gives funds back and stays paused; nothing rests until it goes on", () => {
    const it = atWork()
    it.pause()
    it.settle()
    it.take("300")
    expect(it.state.reason).toBe("300.00 USD was taken out.")
    expect(it.state.life).toBe("PAUSED")
    expect(it.open("GRID", "BUY")).toEqual([])
    it.resume()
    it.price("100")
    it.settle()
    expect(it.open("GRID", "BUY").length).toBeGreaterThan(0)
    expect(fits(it)).toBe(true)
  })

  it("FUNDS-6 nothing can be taken from who takes none, nor ever all of the investment", () => {
    const it = desk({
      _tag: "TWAP",
      start: { _tag: "IMMEDIATELY" },
      side: "BUY",
      totalAmount: "10",
      duration: 3600,
      frequency: 60
    } as never)
    it.start("100")
    const before = it.state
    it.take("10")
    expect(it.state.ledger).toEqual(before.ledger)
    expect(it.state.taking).toBeUndefined()
    expect(told(it).takeable).toBeUndefined()
    const whole = desk(dca())
    whole.send({ _tag: "Started", at: whole.now as never, actor: "TRADER" })
    whole.take("100000000")
    expect(whole.state.investment).toBe(1n)
  })

  it("FUNDS-6 FUNDS-2 on the paper exchange: the same events give the same state, and less is reserved", () => {
    const settings = grid()
    const at = 1_700_000_000_000
    const price = market.roundPrice("100", "DOWN")
    expect(validateSettings(market, settings, price)).toEqual([])
    const account = openAccount("a", { USD: "100000" })
    const events: Array<Parameters<typeof step>[2]> = []
    const config = runOf(market, settings)
    const run = paperRun(config, account, { onStep: ({ event }) => events.push(event) })
    run.price(price, at)
    run.happen({ _tag: "Started", at: at as never, actor: "TRADER" })
    const reserved = () => big(account.assets.get("USD")?.reserved ?? 0)
    const before = reserved()
    run.happen({ _tag: "FundsTaken", at: at as never, actor: "TRADER", amount: Number(market.quote("200")) })
    expect(run.state.reason).toBe("200.00 USD was taken out.")
    expect(reserved()).toBeLessThan(before)
    expect(reserved()).toBeGreaterThan(0n)
    const again = events.reduce((state, event) => step(config, state, event).state, initialState(config))
    expect(encodeState(again)).toBe(encodeState(run.state))
  })
})

describe("a paused bot", () => {
  it("FUNDS-4 keeps its claim to all it was given, so that going on commits nothing new", () => {
    const it = atWork()
    // As the account holds it back: with a maker's fee.
    const resting = () =>
      it
        .open("GRID", "BUY")
        .reduce(
          (held, { price, quantity }) => held + big(costWithFee(it.market, price, quantity, it.market.makerFeeRate)),
          0n
        )
    const claimed = () => entitledTo(it.config, it.state).quote + resting()
    const before = claimed()
    it.pause()
    it.settle()
    expect(heldBack(it)).toBe(0n)
    expect(claimed()).toBe(before)
    it.resume()
    it.price("100")
    it.settle()
    expect(heldBack(it)).toBeGreaterThan(0n)
    expect(claimed()).toBe(before)
  })
})

describe("funds added to a running bot", () => {
  it.each([
    ["grid", grid()],
    [
      "loop",
      {
        _tag: "LOOP",
        start: { _tag: "IMMEDIATELY" },
        investment: "1000",
        lowPrice: "50",
        orderDistance: "1",
        orderCount: 10,
        reinvestProfit: false,
        reinvestProfitPercent: "100",
        exitCurrency: "QUOTE"
      } as never
    ]
  ])("FUNDS-1 go to work, of a %s too that all was taken out of but what it holds", (_, settings) => {
    const it = desk(settings)
    it.start("100")
    it.settle()
    const buys = () => it.open("GRID", "BUY")
    const sells = it.open("GRID", "SELL").map(({ quantity }) => quantity)
    const before = buys().length
    it.take(told(it).takeable ?? "0")
    it.settle()
    it.price("100")
    expect([before > 3, buys().length]).toEqual([true, 0])
    it.add("500")
    it.settle()
    expect(buys().length).toBe(before)
    const [first, ...rest] = buys().map(({ price, quantity }) => Number(price) * Number(quantity))
    for (const one of rest) expect(one / (first ?? 0)).toBeCloseTo(1, 2)
    expect(heldBack(it)).toBeGreaterThan((quote(it, "500") * 98n) / 100n)
    expect(fits(it)).toBe(true)
    expect(it.open("GRID", "SELL").map(({ quantity }) => quantity)).toEqual(sells)
    // From here on they grow in proportion, as ever.
    const half = buys().map(({ quantity }) => Number(quantity))
    it.add("500")
    it.settle()
    buys().forEach(({ quantity }, index) => expect(Number(quantity)).toBeGreaterThan((half[index] ?? 0) * 1.2))
    expect(fits(it)).toBe(true)
  })

  it("FUNDS-4 leave free what the account has beyond them: of what rests it holds a maker's fee", () => {
    const config = runOf(market, grid())
    const account = openAccount("a", { USD: "100000" })
    const at = 1_700_000_000_000
    const run = paperRun(config, account)
    run.price(market.roundPrice("100", "DOWN"), at)
    run.happen({ _tag: "Started", at: at as never, actor: "TRADER" })
    const usd = () => account.assets.get("USD")
    // Balances count units of 10^-18, a run's books the market's smallest.
    const scale = 10n ** 18n / market.quote("1")
    const uncommitted = () => big(usd()?.free ?? 0) - entitledTo(config, run.state).quote * scale
    const before = uncommitted()
    expect(before).toBe((100_000n - 1_000n) * 10n ** 18n)
    run.happen({ _tag: "FundsAdded", at: at as never, actor: "TRADER", amount: Number(market.quote("5000")) })
    expect(run.state.orders.values().some(({ status }) => status === "OPEN")).toBe(true)
    expect(uncommitted()).toBe(before - 5_000n * 10n ** 18n)
  })
})
