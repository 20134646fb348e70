import { afterAll, beforeAll, expect, it } from "@effect/vitest"
import { marketOf, type Price, simulatedHistory } from "@tradetower/domain/market"
import { appendCandles, marketArchive } from "@tradetower/platform"
import { btc, gridSettings, offerMarket, perpetual, startApp, type TestApp } from "../../testing.ts"

const market = marketOf(btc)
const { candles } = simulatedHistory({
  market,
  seed: 7,
  endPrice: market.price("60000") as Price,
  endAt: Date.now() - (Date.now() % 60_000),
  minutes: 1440
})

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  for (const instrument of [btc, perpetual]) {
    await app.run(offerMarket("60000", instrument))
    await app.run(appendCandles(marketArchive(btc.venue), instrument.symbol, candles))
  }
})
afterAll(() => app.stop())

const asked = { venue: "simulated", symbol: "BTC-USD", settings: gridSettings }
const start = (path: string, body: unknown) => app.ask("POST", path, { as: "ada", body })

it("runs by a broker's rules at its fees, and tells whose; a market they don't have is refused, of a sweep, too", async () => {
  const begun = await start("/backtests", { ...asked, options: { terms: "alpaca" } })
  expect(begun.json).toMatchObject({
    rules: "Alpaca",
    instrument: { makerFeeRate: "0.0015", takerFeeRate: "0.0025" }
  })
  const third = await start("/backtests", { ...asked, options: { terms: "alpaca", feeTier: 3 } })
  expect(third.json).toMatchObject({
    feeTier: { tier: 3, of: 8, from: "500000" },
    instrument: { makerFeeRate: "0.001", takerFeeRate: "0.002" }
  })
  for (const path of ["/backtests", "/sweeps"]) {
    const axes = [{ field: "gridLevels", from: "5", to: "10", step: "5" }]
    const body = { ...asked, ...(path === "/sweeps" && { axes }), options: { terms: "alpaca", feeTier: 9 } }
    const { json, status } = await start(path, body)
    const message = "Alpaca has 8 fee tiers for BTC-USD: give one from 1 to 8"
    expect([status, json["errors"]]).toEqual([422, [{ field: "options.feeTier", message }]])
  }
  expect((await start("/backtests", asked)).json).not.toHaveProperty("feeTier")
  expect((await start("/backtests", asked)).json).toMatchObject({ rules: "The paper exchange", instrument: btc })
  const settings = {
    _tag: "FUTURES_GRID",
    start: { _tag: "IMMEDIATELY" },
    direction: "NEUTRAL",
    investment: "1000",
    leverage: 2,
    marginType: "ISOLATED",
    lowPrice: "40000",
    highPrice: "80000",
    gridQuantity: 10,
    spacing: "GEOMETRIC",
    closePositionOnStop: true
  }
  const future = { ...asked, symbol: "BTC-PERP", settings }
  const axes = [{ field: "gridQuantity", from: "5", to: "10", step: "5" }]
  for (const path of ["/backtests", "/sweeps"]) {
    const body = path === "/sweeps" ? { ...future, axes } : future
    expect((await start(path, body)).status).toBe(202)
    const { json, status } = await start(path, { ...body, options: { terms: "alpaca" } })
    const message = "Alpaca has no futures for its customers: choose one of its stocks and coins"
    expect([status, json["errors"]]).toEqual([422, [{ field: "symbol", message }]])
  }
})
