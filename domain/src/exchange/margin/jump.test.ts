import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { bars, indexOf, runOf } from "../../simulation/run.fixture.ts"
import { simulate } from "../../simulation/simulate.ts"
import { combo, dcaFutures, futuresGrid, perpetual } from "../../strategy/futures/futures.fixture.ts"
import { balances, openAccount } from "../account.ts"
import { order } from "../account.fixture.ts"
import type { FillModel } from "../fill-model.ts"
import { place } from "../place.ts"
import { priceMoved } from "../price-moved.ts"
import { budget } from "../../budget.fixture.ts"

const d = (text: string) => text as never
const ids = (of: number) => d(`tt-aaaaaaaaaa-GRID-${of}`)
const slipped = fc.constantFrom<FillModel>(
  { slippage: { _tag: "None" } },
  { slippage: { _tag: "Fixed", basisPoints: 50 } },
  { slippage: { _tag: "Fixed", basisPoints: 1_000 } }
)
const price = fc.integer({ min: 4_000, max: 25_000 })

describe("a jump over the liquidation price", () => {
  it("MARGIN-7 takes over a position that was only made on the way", () => {
    const account = openAccount("ada", { USD: "1000" })
    priceMoved(account, perpetual, 10_000 as never, 0)
    const margin = { leverage: 10, type: "ISOLATED" } as const
    place(account, perpetual, order(ids(1), "SELL", "10", { price: "101", margin }, perpetual), 1)
    place(account, perpetual, order(ids(2), "SELL", "10", { price: "103", margin }, perpetual), 1)
    const told = priceMoved(account, perpetual, 15_000 as never, 2)
    expect(told.map(({ _tag }) => _tag)).toEqual(["OrderFilled", "OrderFilled", "PositionLiquidated"])
    // 102 on average, and nine tenths of a tenth above it.
    expect(told.at(-1)).toMatchObject({ price: 11_118, quantity: 20_000 })
    expect(Number(balances(account)["USD"]?.free)).toBeGreaterThan(1000 - 204 - 1)
  })

  it("MARGIN-7 an order that would open beyond it is met first only if it lies before it", () => {
    const account = openAccount("ada", { USD: "1000" })
    priceMoved(account, perpetual, 10_000 as never, 0)
    const margin = { leverage: 10, type: "ISOLATED" } as const
    place(account, perpetual, order(ids(1), "SELL", "10", { price: "101", margin }, perpetual), 1)
    place(account, perpetual, order(ids(2), "SELL", "10", { price: "140", margin }, perpetual), 1)
    const told = priceMoved(account, perpetual, 15_000 as never, 2)
    expect(told.map(({ _tag }) => _tag)).toEqual(["OrderFilled", "PositionLiquidated", "OrderCancelled"])
  })

  it("MARGIN-7 PAPER-2 an isolated position never loses more than its margin, whatever closes it, and the account stays above zero", () => {
    let liquidated = 0
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.constantFrom("BUY" as const, "SELL" as const),
        fc.array(fc.tuple(price, fc.constantFrom("NOTHING", "CLOSE", "STOP")), { minLength: 1, maxLength: 8 }),
        slipped,
        (leverage, side, moves, fillModel) => {
          const account = openAccount("ada", { USD: "1000" }, fillModel)
          const margin = { leverage, type: "ISOLATED" } as const
          priceMoved(account, perpetual, 10_000 as never, 0)
          place(account, perpetual, order(ids(0), side, "5", { margin }, perpetual), 1)
          const worth = () => {
            const { free = "0", reserved = "0" } = balances(account)["USD"] ?? {}
            expect(Number(free)).toBeGreaterThanOrEqual(0)
            expect(Number(reserved)).toBeGreaterThanOrEqual(0)
            return Number(free) + Number(reserved)
          }
          const before = worth()
          const most = Number(balances(account)["USD"]?.reserved)
          const against = side === "BUY" ? "SELL" : "BUY"
          moves.forEach(([to, then], index) => {
            const exit = { margin, reduceOnly: true }
            if (then === "STOP") {
              const trigger = side === "BUY" ? "97" : "103"
              place(
                account,
                perpetual,
                order(ids(10 + index), against, "5", { ...exit, type: "STOP", price: trigger }, perpetual),
                2 + index
              )
            }
            const told = priceMoved(account, perpetual, to as never, 2 + index)
            if (told.some(({ _tag }) => _tag === "PositionLiquidated")) liquidated += 1
            if (then === "CLOSE")
              place(account, perpetual, order(ids(30 + index), against, "5", exit, perpetual), 2 + index)
            expect(before - worth()).toBeLessThanOrEqual(most + 1e-9)
          })
        }
      ),
      { numRuns: budget(150) }
    )
    expect(liquidated).toBeGreaterThan(50)
  })

  it("MARGIN-7 PAPER-2 a bot never loses more than was invested, stop or no stop, however the market jumps", () => {
    const settings = fc.oneof(
      fc
        .record({ leverage: fc.constantFrom(2, 10, 50), stopLossPercent: fc.constantFrom(undefined, d("10")) })
        .map((change) => futuresGrid(change)),
      fc
        .record({ leverage: fc.constantFrom(5, 10), stopLossPercent: fc.constantFrom(undefined, d("3")) })
        .map((change) => combo(change)),
      fc
        .record({
          leverage: fc.constantFrom(5, 10),
          direction: fc.constantFrom("LONG" as const, "SHORT" as const),
          stopLossPercent: fc.constantFrom(undefined, d("3"))
        })
        .map((change) => dcaFutures(change))
    )
    const anyBar = fc
      .tuple(price, price, price, price)
      .map(([a, b, c, e]) => [a, Math.max(a, b, c, e), Math.min(a, b, c, e), e] as const)
    fc.assert(
      fc.property(settings, fc.array(anyBar, { minLength: 2, maxLength: 12 }), slipped, (of, moves, fillModel) => {
        const { run, stake } = simulate(
          runOf(perpetual, of),
          indexOf(bars([10_000, 10_050, 9_950, 10_000], ...moves)),
          { fillModel }
        )
        const { free = "0", reserved = "0" } = balances(run.account)["USD"] ?? {}
        expect(Number(free)).toBeGreaterThanOrEqual(0)
        expect(Number(free) + Number(reserved)).toBeGreaterThanOrEqual(0)
        expect(Number(stake.worthAt(run.state, (moves.at(-1)?.[3] ?? 1) as never))).toBeGreaterThanOrEqual(-1)
      }),
      { numRuns: budget(75) }
    )
  })
})
