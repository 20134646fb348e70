import { describe, expect, it } from "vitest"
import type { Bot, CandleRow, Order } from "./contract.ts"
import { newerBots, newerCandles, newerOrders } from "./newer.ts"

const bot = (runId: string, seq: number) => ({ id: "b", run: { id: runId, seq } }) as unknown as Bot
const order = (clientOrderId: string, updatedAt: number, createdAt = 0) =>
  ({ clientOrderId, updatedAt, createdAt }) as unknown as Order

describe("an answer that was overtaken by the live connection", () => {
  it("doesn't take a run back to an older step", () => {
    expect(newerBots([bot("r", 9)], [bot("r", 7)])[0]?.run?.seq).toBe(9)
    expect(newerBots([bot("r", 9)], [bot("r", 11)])[0]?.run?.seq).toBe(11)
  })

  it("takes a new run, whatever its step", () => {
    expect(newerBots([bot("r1", 9)], [bot("r2", 0)])[0]?.run?.id).toBe("r2")
  })

  it("keeps the newest word on an order, and orders the answer doesn't know yet", () => {
    const merged = newerOrders(
      [order("new", 30, 30), order("a", 20), order("gone", 1)],
      [order("a", 10), order("b", 12)]
    )
    expect(merged.map(({ clientOrderId, updatedAt }) => [clientOrderId, updatedAt])).toEqual([
      ["new", 30],
      ["a", 20],
      ["b", 12]
    ])
  })

  it("keeps the candles that go on from where the answer ends, and none beyond a hole", () => {
    const rows = (...at: ReadonlyArray<number>): ReadonlyArray<CandleRow> =>
      at.map((one) => [one, "1", "1", "1", "1", "1"])
    expect(newerCandles(rows(1, 2, 3, 4), rows(1, 2), 1)).toEqual(rows(1, 2, 3, 4))
    expect(newerCandles(rows(1, 4), rows(1, 2), 1)).toEqual(rows(1, 2))
    expect(newerCandles(undefined, rows(1), 1)).toEqual(rows(1))
  })
})
