import { afterAll, beforeAll, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import type { SignalAction } from "@tradetower/domain/bot"
import { RunId } from "@tradetower/domain/ids"
import { BotEvents, Store } from "@tradetower/platform"
import { gridSettings, offerMarket, startApp, tenant, type TestApp } from "../../testing.ts"

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  await app.run(offerMarket("60000"))
})
afterAll(() => app.stop())

/** Makes a bot and carries out its start. */
const begin = async (settings: object) => {
  const body = { name: "Grid", connection: "paper", symbol: "BTC-USD", settings }
  const botId = String((await app.ask("POST", "/bots", { as: "ada", body })).json["id"])
  const runId = String((await app.ask("POST", `/bots/${botId}/start`, { as: "ada" })).json["runId"])
  for (const message of await app.drain("bot-commands", "engine")) await app.deliver("bot-commands", message)
  return { botId, runId }
}
const recorded = ({ runId }: { readonly runId: string }) =>
  app.run(
    Effect.flatMap(Store, (store) => store.query(BotEvents, { tenantId: tenant("ada"), botRunId: RunId.make(runId) }))
  )

it("foresees what an alert would do, and does nothing of it", async () => {
  const start = { _tag: "TRADINGVIEW", action: "BUY" }
  const { investment, lowPrice, highPrice, gridLevels } = gridSettings
  const run = await begin({ _tag: "GRID", investment, lowPrice, highPrice, gridLevels, start })
  const before = await recorded(run)
  const foresee = async (action: SignalAction, botId = run.botId) =>
    (await app.ask("POST", "/signals/foresee", { as: "ada", body: { botId, action } })).json
  expect(await foresee("SELL")).toEqual({ acts: false, text: "Nothing would happen: Grid waits for BUY, not SELL." })
  expect((await foresee("EXIT"))["text"]).toBe("Nothing would happen: Grid is not in the market.")
  const would = await foresee("BUY")
  expect(would["acts"]).toBe(true)
  expect(String(would["text"])).toMatch(
    /^Grid takes a buy alert, at a price of 60,000\.00 USD now\. First it places an order: buy 0\.\d+ BTC at market\.$/
  )
  expect(await recorded(run)).toEqual(before)
  expect(await app.drain("signal-events", "engine")).toEqual([])
  expect((await app.ask("GET", "/signals", { as: "ada" })).json["signals"]).toEqual([])
  const stranger = { as: "ben", body: { botId: run.botId, action: "BUY" } }
  expect((await app.ask("POST", "/signals/foresee", stranger)).status).toBe(404)

  const other = await begin(gridSettings)
  expect(await foresee("BUY", other.botId)).toEqual({
    acts: false,
    text: "Nothing would happen: Grid enters at once, not on an alert."
  })
})
