import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { btc, connectApp, offerMarket, startApp, type TestApp } from "../testing.ts"
import { beginRun, givenUp, happened, stepsOf } from "./begun-run.fixture.ts"

let app: TestApp
beforeEach(async () => {
  app = await startApp(embeddedPlatformForTests())
})
afterEach(() => app.stop())

describe("a run and the steps of orders", () => {
  it.each([
    ["finer steps than", undefined, [{ from: "0", step: "1000" }]],
    ["coarser steps than", [{ from: "0", step: "1000" }], undefined]
  ])("folds a run to the same orders that began with %s its market has now, and goes on", async (_, began, now) => {
    const offered = (orderTicks: typeof began) =>
      offerMarket("60000", { ...btc, ...(orderTicks && { orderTicks: orderTicks as never }) })
    await app.run(offered(began))
    const run = await beginRun(app)
    await app.deliver("bot-commands", happened(run, "p1", { _tag: "PriceReached", at: Date.now(), price: "60000" }))
    const [first] = (await stepsOf(app, run)).flatMap(({ orders }) => orders)
    if (first === undefined) throw new Error("its first price leads to an order")
    const { clientOrderId, price: at, quantity } = first["order"] as Record<string, string>
    await app.run(offered(now))

    const restarted = connectApp(app.runtime)
    const about = { clientOrderId, at: Date.now() }
    const fill = {
      tradeId: "1",
      price: at ?? "60000",
      quantity,
      liquidity: "MAKER",
      fee: { _tag: "Quote", amount: "0" }
    }
    for (const [id, event] of [
      ["a", { _tag: "OrderAccepted", ...about, exchangeOrderId: "1" }],
      ["f", { _tag: "OrderFilled", ...about, ...fill }]
    ] as const)
      await restarted.deliver("bot-commands", happened(run, id, event))
    expect(await givenUp(app, "ada")).toEqual([])
    const filled = (await stepsOf(app, run)).find(({ messageId }) => messageId === "f")
    const prices = (filled?.orders ?? []).map((action) => Number((action["order"] as { price: string }).price))
    expect(prices.length).toBeGreaterThan(0)
    expect(prices.every((one) => one % 1000 === 0)).toBe(began !== undefined)
    await restarted.stop()
  })
})
