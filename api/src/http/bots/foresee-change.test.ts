import { afterAll, beforeAll, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { RunId } from "@tradetower/domain/ids"
import { BotEvents, Store } from "@tradetower/platform"
import { gridSettings, offerMarket, startApp, tenant, type TestApp } from "../../testing.ts"

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  await app.run(offerMarket("60000"))
})
afterAll(() => app.stop())

it("foresees what a change would do to a running bot, and does nothing of it", async () => {
  const as = "ada"
  const body = { name: "Grid", connection: "paper", symbol: "BTC-USD", settings: gridSettings }
  const path = `/bots/${String((await app.ask("POST", "/bots", { as, body })).json["id"])}`
  const foresee = (settings: object, who = as) =>
    app.ask("POST", `${path}/foresee-change`, { as: who, body: { settings: { ...gridSettings, ...settings } } })
  expect((await foresee({})).status).toBe(409)

  const runId = RunId.make(String((await app.ask("POST", `${path}/start`, { as })).json["runId"]))
  for (const message of await app.drain("bot-commands", "engine")) await app.deliver("bot-commands", message)
  const recorded = () =>
    app.run(Effect.flatMap(Store, (store) => store.query(BotEvents, { tenantId: tenant("ada"), botRunId: runId })))
  const before = await recorded()
  const { json, status } = await foresee({ lowPrice: "52000" })
  expect(status).toBe(200)
  expect(json).toMatchObject({ state: "ACTIVE", entered: true, cancels: 0, trades: [{ side: "BUY" }] })
  const resting = json["resting"] as ReadonlyArray<{ isNew: boolean; price: string; side: string }>
  expect(resting.length).toBeGreaterThan(2)
  expect(resting.every(({ isNew }) => isNew)).toBe(true)
  expect(resting.map(({ price }) => Number(price))).toContain(52_000)
  expect(await recorded()).toEqual(before)

  expect((await foresee({ investment: "90000" })).status).toBe(422)
  expect((await foresee({ lowPrice: "90000" })).status).toBe(422)
  expect((await foresee({}, "ben")).status).toBe(404)
})
