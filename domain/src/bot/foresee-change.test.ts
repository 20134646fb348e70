import { describe, expect, it } from "vitest"
import { dca, grid } from "../simulation/run.fixture.ts"
import { desk } from "./desk.fixture.ts"
import { encodeState } from "./encode.ts"
import { foreseeChange } from "./foresee-change.ts"

const d = (text: string) => text as never

describe("what a change of a running bot would do", () => {
  it.each([
    ["DCA-6", dca(), dca({ averagingOrdersStep: d("3"), takeProfitPercent: d("4") })],
    ["GRID-7", grid(), grid({ lowPrice: d("85"), gridLevels: 8 })]
  ] as const)("%s is what it then does, and nothing of it is done before", (_, settings, changed) => {
    const it = desk(settings)
    it.start("100")
    it.settle()
    it.price("100")
    it.settle()
    const before = encodeState(it.state)
    const known = new Set(it.state.orders.keys())
    const foreseen = foreseeChange(it.config, it.state, changed, it.ticks("100"), it.now)
    expect(encodeState(it.state)).toBe(before)

    it.change(changed)
    it.settle()
    it.price("100")
    it.settle()
    const resting = (orders: Iterable<{ side: string; price: number; quantity: number }>) =>
      [...orders].map(({ price, quantity, side }) => `${side} ${quantity} ${price}`).sort()
    expect(resting(foreseen.resting as never)).toEqual(resting(it.state.orders.values() as never))
    expect(foreseen.cancels).toBe([...known].filter((id) => !it.state.orders.has(id)).length)
    expect(foreseen.cancels).toBeGreaterThan(0)
    expect(foreseen.resting.some(({ isNew }) => isNew)).toBe(true)
  })

  it("leaves the orders of a bot whose change does not touch them", () => {
    const it = desk(grid())
    it.start("100")
    it.settle()
    const foreseen = foreseeChange(it.config, it.state, grid({ takeProfitPercent: d("50") }), it.ticks("100"), it.now)
    expect(foreseen).toMatchObject({ cancels: 0, trades: [] })
    expect(foreseen.resting.every(({ isNew }) => !isNew)).toBe(true)
  })
})
