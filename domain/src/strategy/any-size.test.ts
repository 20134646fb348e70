import { describe, expect, it } from "vitest"
import { simulate } from "../simulation/simulate.ts"
import { dca, grid, marketWith, indexOf, bars, runOf } from "../simulation/run.fixture.ts"
import type { BotSettings } from "./settings.ts"
import { TwapSettings } from "./twap/settings.ts"
import { validateSettings } from "./validate.ts"

const d = (text: string) => text as never
/** A coin worth next to nothing, in lots of a hundred-millionth: 112 USD buy more than 2^53 of them. */
const cheap = marketWith({
  symbol: d("PEPE-USD"),
  base: "PEPE",
  tickSize: d("0.00000001"),
  lotSize: d("0.00000001"),
  minQuantity: d("0.00000001")
})

/** Down and up again, twice. */
const swings = indexOf(
  bars(
    ...[123, 121, 119, 117, 120, 124, 128, 131, 126, 120, 117, 122, 127, 131].map(
      (close, i, all): [number, number, number, number] => {
        const open = all[i - 1] ?? close
        return [open, Math.max(open, close), Math.min(open, close), close]
      }
    )
  )
)

const settings: ReadonlyArray<readonly [string, BotSettings]> = [
  [
    "DCA",
    dca({
      investment: d("1000"),
      baseOrderAmount: d("300"),
      averagingOrdersAmount: d("600"),
      averagingOrdersQuantity: 2,
      averagingOrdersStep: d("2"),
      takeProfitPercent: d("5"),
      maxCycles: 1
    })
  ],
  [
    "GRID",
    grid({
      investment: d("10000"),
      lowPrice: d("0.00000115"),
      highPrice: d("0.0000013"),
      gridLevels: 5,
      takeProfitPercent: d("2")
    })
  ],
  [
    "TWAP",
    TwapSettings.make({
      start: { _tag: "IMMEDIATELY" },
      side: "BUY",
      totalAmount: d("1000000000.00000001"),
      duration: 5,
      frequency: 60
    })
  ]
]

describe("more lots than a double counts", () => {
  it.each(settings)("ORDER-7 %s buys them, and sells to the last lot", (name, of) => {
    expect(validateSettings(cheap, of, 123 as never)).toEqual([])
    const { run } = simulate(runOf(cheap, of), swings)
    const { fills, state } = run
    const sums = { BUY: 0n, SELL: 0n }
    fills.reports.forEach(({ quantity }, i) => (sums[fills.orders[i]?.side ?? "BUY"] += BigInt(quantity)))
    expect(sums.BUY).toBeGreaterThan(2n ** 53n)
    expect(state.life).toBe("COMPLETED")
    if (name === "TWAP") expect(sums.BUY).toBe(100_000_000_000_000_001n)
    else expect([sums.SELL, state.ledger.base.position]).toEqual([sums.BUY, 0])
  })
})
