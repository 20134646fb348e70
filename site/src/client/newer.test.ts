import { describe, expect, it } from "vitest"
import type { Bot, Order } from "./contract.ts"
import { newerBots, newerOrders } from "./newer.ts"

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
})
