import { expect, it } from "@effect/vitest"
import { marketOf, type Price, simulatedHistory } from "@tradetower/domain/market"
import { appendCandles, marketArchive } from "@tradetower/platform"
import { btc, gridSettings, offerMarket, startApp } from "../testing.ts"

const market = marketOf(btc)
const { candles } = simulatedHistory({
  market,
  seed: 7,
  endPrice: market.price("60000") as Price,
  endAt: Date.now() - (Date.now() % 60_000),
  minutes: 2 * 1440
})

it("a backtest is refused while fifty of the trader's are not done, and nobody else's is", async () => {
  const app = await startApp()
  await app.run(offerMarket("60000"))
  await app.run(appendCandles(marketArchive(btc.venue), btc.symbol, candles))
  const asked = { venue: "simulated", symbol: "BTC-USD", settings: gridSettings }
  const start = (path: string, body: unknown, as: string) => app.ask("POST", path, { as, body })
  const begun = await Promise.all(Array.from({ length: 55 }, () => start("/backtests", { ...asked, days: 1 }, "eve")))
  expect(begun.filter(({ status }) => status === 202)).toHaveLength(50)
  const refused = begun.find(({ status }) => status !== 202)
  expect(refused?.status).toBe(409)
  expect(refused?.json["detail"]).toMatch(/^50 of your backtests are not done yet, .*cancel or delete one\.$/)
  expect((await start("/backtests", { ...asked, days: 1 }, "ben")).status).toBe(202)
  const first = String(begun.find(({ status }) => status === 202)?.json["id"])
  expect((await app.ask("POST", `/backtests/${first}/cancel`, { as: "eve" })).status).toBe(200)
  expect((await start("/backtests", { ...asked, days: 1 }, "eve")).status).toBe(202)
  await app.stop()
})
