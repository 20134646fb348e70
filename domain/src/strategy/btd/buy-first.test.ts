import { describe, expect, it } from "vitest"
import { desk } from "../../bot/desk.fixture.ts"
import { entitledTo } from "../../bot/entitled.ts"
import { summarize } from "../../bot/summarize.ts"
import { market, otherMarket } from "../../exchange/account.fixture.ts"
import { sums } from "../../ledger/ledger.ts"
import type { Market } from "../../market/market.ts"
import { commitmentOf } from "../../risk/commitment.ts"
import { backtest } from "../../simulation/backtest.ts"
import { indexOf, minutes, runOf } from "../../simulation/run.fixture.ts"
import { plan, validateSettings } from "../validate.ts"
import { btd } from "./btd.fixture.ts"
import { buyingOnlyLacking, lackingOf } from "../lacking.ts"

const price = market.roundPrice("100", "DOWN")
const d = (text: string) => text as never
const resting = (it: ReturnType<typeof desk>) =>
  it.open("GRID").map(({ price: at, quantity, side }) => [side, at, quantity])

const started = (change: Parameters<typeof btd>[0], on: Market = market) => {
  const it = desk(btd(change), on)
  it.start("100")
  return it
}
const laid = (change: Parameters<typeof btd>[0], on: Market = market) => {
  const it = started(change, on)
  it.settle()
  return it
}

describe("a dip buyer that buys what it lacks", () => {
  it.each([
    ["fees in quote", market],
    ["fees in base", otherMarket]
  ] as const)("BTD-10 goes on as one that was given all of it, less the fee (%s)", (_, on) => {
    const given = laid({}, on)
    const buys = started({ buyFirst: d("10") }, on)
    expect(buys.open("GRID")).toEqual([])
    expect(buys.open("BASE", "BUY")).toHaveLength(1)
    // Its order holds back all that it was to bring.
    expect(entitledTo(buys.config, buys.state).quote).toBe(0n)
    buys.settle()
    expect(resting(buys)).toEqual(resting(given))
    expect(buys.state.ledger.base.position).toBe(0)
    expect(buys.state.ledger.quote.cost).toBe(0)
    expect(sums(buys.state.ledger)).toEqual({ quote: 0, base: 0 })
    expect(buys.state.ledger.quote.capital).toBe(-Number(buys.state.ledger.quote.fees))
    expect(Number(buys.state.ledger.quote.fees)).toBeGreaterThan(0)
    const [own, theirs] = [summarize(buys.config, buys.state), summarize(given.config, given.state)]
    // Of a fee taken in base more is bought, up to a whole lot.
    expect(Number(own.invested) / Number(theirs.invested) - 1).toBeLessThan(0.01)
    expect(Number(own.invested)).toBeGreaterThanOrEqual(Number(theirs.invested))
    // What it was to bring is in its books: nothing more of the account is its.
    expect(entitledTo(buys.config, buys.state).quote).toBe(0n)
  })

  it("BTD-10 brings the rest in base, and the account money for what is bought, with fee and slippage", () => {
    const settings = btd({ buyFirst: d("4") })
    const [quote, base] = commitmentOf(market, settings, price)
    expect(base).toEqual({ asset: market.instrument.base, amount: "6" })
    expect(Number(quote?.amount)).toBeGreaterThan(400)
    expect(Number(quote?.amount)).toBeLessThan(404)
    expect(plan(market, settings, price).base).toMatchObject({ side: "BUY", quantity: market.quantity("4") })
    const it = laid({ buyFirst: d("4") })
    expect(resting(it)).toEqual(resting(laid({})))
    expect(it.state.investment).toBe(market.base("10"))
  })

  it("BTD-10 bought in parts, and gone in between, buys the rest and no more", () => {
    const it = started({ buyFirst: d("10") })
    const [order] = it.open("BASE", "BUY")
    if (order === undefined) throw new Error("nothing is bought first")
    it.fill(order.id, { lots: market.quantity("4") ?? 0 })
    expect(it.state.ledger.base.position).toBe(0)
    expect(Number(entitledTo(it.config, it.state).quote)).toBe(0)
    it.cancelled(order.id)
    it.price("100")
    expect(it.sole("BASE")).toMatchObject({ side: "BUY", quantity: market.quantity("6") })
    it.settle()
    expect(resting(it)).toEqual(resting(laid({})))
    expect(it.state.investment).toBe(market.base("10"))
  })

  it("BTD-10 is not bought again when settings change", () => {
    const it = laid({ buyFirst: d("10") })
    it.send({
      _tag: "SettingsChanged",
      at: it.now as never,
      actor: "TRADER",
      settings: btd({ buyFirst: d("10"), gridStep: d("3") })
    })
    it.settle()
    it.price("100")
    it.settle()
    expect(it.placed.filter(({ order }) => order.purpose === "BASE")).toHaveLength(1)
    expect(it.open("GRID").length).toBeGreaterThan(0)
  })

  it("BTD-10 refuses more than is invested", () => {
    expect(validateSettings(market, btd({ buyFirst: d("11") }), price)[0]).toMatchObject({ field: "buyFirst" })
    expect(validateSettings(market, btd({ buyFirst: d("10") }), price)).toEqual([])
  })

  it("BTD-10 in a backtest makes what one made that was given the base, less the fee", () => {
    const index = indexOf(minutes(market, 5, 20_000, 6))
    const run = (change: Parameters<typeof btd>[0]) => backtest(runOf(market, btd(change)), index).metrics
    const [given, half, all] = [run({}), run({ buyFirst: d("5") }), run({ buyFirst: d("10") })]
    expect(given.fills).toBeGreaterThan(10)
    expect([half.fills, all.fills]).toEqual([given.fills + 1, given.fills + 1])
    expect(all.invested).toBe(given.invested)
    for (const [made, share] of [
      [half, 0.5],
      [all, 1]
    ] as const) {
      const fee = Number(made.fees) - Number(given.fees)
      expect(fee / (Number(given.invested) * share)).toBeCloseTo(Number(market.takerFeeRate) / 1e9, 3)
      expect(Number(made.total)).toBeCloseTo(Number(given.total) - fee, 1)
    }
  })
})

describe("what is lacking", () => {
  it("BTD-10 is what is not free, up to the lot, and what buying it costs with the fee", () => {
    expect(lackingOf(market, btd(), "10", price)).toBeUndefined()
    const some = lackingOf(market, btd(), "7.5", price)
    expect(some?.amount).toBe("2.5")
    expect(Number(some?.cost)).toBeCloseTo(250 * (1 + Number(market.takerFeeRate) / 1e9), 4)
    expect(lackingOf(market, btd(), "0", price)?.amount).toBe("10")
  })

  it("BTD-10 at a start is all that is bought, whatever the settings say", () => {
    const settings = btd({ buyFirst: d("10") })
    expect(buyingOnlyLacking(market, settings, "0")).toEqual(settings)
    expect(buyingOnlyLacking(market, settings, "4")).toEqual(btd({ buyFirst: d("6") }))
    expect(buyingOnlyLacking(market, settings, "12")).toEqual(btd())
    expect(buyingOnlyLacking(market, btd({ buyFirst: d("2") }), "0")).toEqual(btd({ buyFirst: d("2") }))
  })
})
