import { expect, it } from "vitest"
import type { Bot } from "../../client/contract.ts"
import { watched } from "./watched.ts"

const bot = (id: string, run?: { live: boolean; endedAt?: number; unknownOrders?: number }): Bot =>
  ({ id, ...(run && { run: { startedAt: 1, ...run, summary: { unknownOrders: run.unknownOrders ?? 0 } } }) }) as never

it("looks first where an order's fate is unknown, then at what runs, then at what ended last", () => {
  const bots = [
    bot("new"),
    bot("ended", { live: false, endedAt: 5 }),
    bot("lately", { live: false, endedAt: 9 }),
    bot("one", { live: true }),
    bot("two", { live: true }),
    bot("unknown", { live: false, endedAt: 2, unknownOrders: 1 })
  ]
  const ids = (most: number) => watched(bots, most).map(({ id }) => id)
  expect(ids(8)).toEqual(["unknown", "one", "two", "lately", "ended"])
  expect(ids(2)).toEqual(["unknown", "one"])
})
