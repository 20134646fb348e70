import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { openAccount } from "../../exchange/account.ts"
import type { Price } from "../../market/market.ts"
import { marketOf } from "../../market/market.ts"
import { valueOf } from "../../market/value.ts"
import { add, big } from "../../number/whole.ts"
import { runOf } from "../../simulation/run.fixture.ts"
import { paperRun } from "../../simulation/paper-run.ts"
import type { BotSettings } from "../settings.ts"
import { plan, validateSettings } from "../validate.ts"
import { TwapSettings } from "../twap/settings.ts"
import { atWorst } from "./at-worst.ts"
import { combo, dcaFutures, futuresGrid, perpetual } from "./futures.fixture.ts"
import { budget } from "../../budget.fixture.ts"

const d = (text: string) => text as never
const quote = (amount: bigint | undefined) => Number(perpetual.quoteText((amount ?? 0n) as never))
const START = 10_000 as Price

/** A run on an account that holds what it was given and no more, and what it has made so far, in quote units. */
const running = (settings: BotSettings, investment: string) => {
  const account = openAccount("a", { USD: investment })
  const run = paperRun(runOf(perpetual, settings), account, {})
  let at = 1_700_000_000_000
  run.price(START, at)
  run.happen({ _tag: "Started", at: at as never, actor: "TRADER" })
  const price = (ticks: number) => run.price(ticks as Price, (at += 1_000))
  price(START)
  const made = (ticks: number) => {
    const { base, quote: cash } = run.state.ledger
    return big(add(cash.cash, cash.capital)) + valueOf(perpetual, ticks as Price, base.position)
  }
  return { run, price, made }
}

const leverage = fc.integer({ min: 1, max: 10 })
const direction = fc.constantFrom("LONG" as const, "SHORT" as const)
const isolated = fc.oneof(
  fc.record({ leverage, direction }).map((of) => dcaFutures({ ...of, investment: d("260") })),
  fc.record({ leverage, direction }).map((of) => combo({ ...of, investment: d("220") })),
  fc
    .record({ leverage, direction: fc.constantFrom("LONG" as const, "SHORT" as const, "NEUTRAL" as const) })
    .map((of) => futuresGrid({ ...of, gridQuantity: 10 }))
)
const allowed = isolated.filter((settings) => validateSettings(perpetual, settings, START).length === 0)

describe("what a futures bot risks", () => {
  it("MARGIN-13 is liquidated where it says, when every entry has filled and the price goes there", () => {
    let liquidated = 0
    fc.assert(
      fc.property(
        fc
          .oneof(
            allowed,
            leverage.map((of) => dcaFutures({ leverage: of, marginType: "CROSS" }))
          )
          .filter((settings) => validateSettings(perpetual, settings, START).length === 0),
        (settings) => {
          for (const { liquidation, long } of atWorst(perpetual, settings, START)) {
            const { price, run } = running(settings, settings.investment)
            // One order after the other, without a jump.
            const against = plan(perpetual, settings, START)
              .resting.map((level) => Number(level.price))
              .filter((ticks) => ticks > 0 && (long ? ticks < START : ticks > START))
              .sort((a, b) => (long ? b - a : a - b))
            for (const ticks of against) if (long ? ticks > liquidation : ticks < liquidation) price(ticks)
            if (liquidation === 0) {
              price(1)
              expect(run.state.reason).not.toContain("iquidated")
              continue
            }
            price(long ? liquidation + 1 : liquidation - 1)
            expect(run.state.life, "before").not.toBe("STOPPED")
            price(liquidation)
            expect(run.state.life, "there").toBe("STOPPED")
            expect(run.state.ledger.base.position).toBe(0)
            liquidated += 1
          }
        }
      ),
      { numRuns: budget(60) }
    )
    expect(liquidated).toBeGreaterThan(20)
  })

  it("MARGIN-13 an isolated bot never loses more than it says, however the price jumps", () => {
    fc.assert(
      fc.property(
        allowed,
        fc.array(fc.integer({ min: 4_000, max: 25_000 }), { minLength: 1, maxLength: 12 }),
        (settings, path) => {
          const losses = atWorst(perpetual, settings, START).map(({ loss }) => loss ?? 0n)
          const { made, price } = running(settings, "100000")
          for (const ticks of path) {
            price(ticks)
            expect(made(ticks)).toBeGreaterThanOrEqual(-losses.reduce((most, loss) => (loss > most ? loss : most), 0n))
          }
        }
      ),
      { numRuns: budget(75) }
    )
  })

  it("MARGIN-13 MARGIN-7 counts margin and fees, and where the stop closes it first", () => {
    // 1 % below the average: the base order's stop comes before its first averaging order at 2 %.
    const [stopped] = atWorst(perpetual, dcaFutures({ stopLossPercent: d("1"), safetyOrderStep: d("2") }), START)
    expect(stopped?.stop?.price).toBe(9_900)
    // 500 USD held lose 5, and pay 0.05 % twice.
    expect(quote(stopped?.stop?.loss)).toBeCloseTo(5 + 0.25 + 0.2475, 4)
    const [deep] = atWorst(perpetual, dcaFutures({ stopLossPercent: d("5") }), START)
    expect(deep?.stop?.price).toBeLessThan(9_500)
    expect(Number(deep?.stop?.loss)).toBeLessThan(Number(deep?.loss))
    expect(quote(deep?.loss)).toBeGreaterThan(250)
    expect(quote(deep?.loss)).toBeLessThanOrEqual(260)
  })

  it("MARGIN-13 a neutral grid says it of both ways, CROSS of no loss, and spot of nothing", () => {
    const both = atWorst(perpetual, futuresGrid(), START)
    expect(both.map(({ long, loss }) => [long, quote(loss)])).toEqual([
      [true, 1000],
      [false, 1000]
    ])
    expect(both[0]?.liquidation).toBeLessThan(9_000)
    expect(both[1]?.liquidation).toBeGreaterThan(11_000)
    expect(atWorst(perpetual, dcaFutures({ marginType: "CROSS" }), START)[0]?.loss).toBeUndefined()
    const spot = marketOf({ ...perpetual.instrument, kind: "SPOT" })
    expect(atWorst(spot, dcaFutures(), START)).toEqual([])
  })

  it.each(["BUY", "SELL"] as const)(
    "MARGIN-13 tells of a TWAP that %ss as if all slices filled at the present price",
    (side) => {
      const settings = TwapSettings.make({
        _tag: "TWAP",
        start: { _tag: "IMMEDIATELY" },
        side,
        totalAmount: d("5"),
        duration: 5,
        frequency: 60,
        leverage: 5
      })
      const [told] = atWorst(perpetual, settings, START)
      const liquidation = told?.liquidation ?? START
      const long = side === "BUY"
      const { made, price, run } = running(settings, "1000")
      const held = () => big(run.state.ledger.base.position)
      for (let second = 0; second <= 300; second++) price(START)
      const whole = held()
      expect(perpetual.baseText(whole as never)).toMatch(long ? /^5(\.0*)?$/ : /^-5(\.0*)?$/)
      expect(long ? liquidation < START : liquidation > START).toBe(true)
      price(long ? liquidation + 1 : liquidation - 1)
      expect(held()).toBe(whole)
      price(liquidation)
      expect(held()).toBe(0n)
      expect(-made(liquidation)).toBeLessThanOrEqual(told?.loss ?? 0n)
    }
  )
})
