import { Effect, Layer } from "effect"
import { afterEach, beforeEach, expect, it } from "vitest"
import { BotDefinitions, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { gridSettings, offerMarket, startApp, type TestApp } from "../../testing.ts"

/** Happens once just before a bot is written anew. */
let before: (() => Promise<unknown>) | undefined
const racing = Layer.effect(
  Store,
  Effect.map(Store, (store): Store["Service"] => ({
    ...store,
    replace: (container, value, version, options) => {
      const happens = before
      if (container.name !== BotDefinitions.name || happens === undefined)
        return store.replace(container, value, version, options)
      before = undefined
      return Effect.andThen(Effect.promise(happens), store.replace(container, value, version, options))
    }
  }))
)

let app: TestApp
let path: string
const ask = (method: string, at: string, body?: unknown) =>
  app.ask(method, at, { as: "ada", ...(body !== undefined && { body }) })
beforeEach(async () => {
  app = await startApp(Layer.provideMerge(racing, embeddedPlatformForTests()))
  await app.run(offerMarket("60000"))
  const bot = { name: "One", connection: "paper", symbol: "BTC-USD", settings: gridSettings }
  path = `/bots/${String((await ask("POST", "/bots", bot)).json["id"])}`
})
afterEach(() => app.stop())

const refusal = async () => {
  const { json, status } = await ask("POST", `${path}/start`)
  return [status, json["detail"]]
}

it("a bot that was changed while it was being started is not called running", async () => {
  before = () => ask("PATCH", path, { name: "Two" })
  expect(await refusal()).toEqual([409, "Someone changed this bot at the same moment. Look again and repeat."])
  expect((await ask("POST", `${path}/start`)).status).toBe(202)
})

it("a bot whose settings were changed while it was being started is not started with those of before", async () => {
  before = () => ask("PATCH", path, { settings: { ...gridSettings, investment: "2000" } })
  expect((await refusal())[0]).toBe(409)
  expect((await ask("GET", path)).json["settings"]).toMatchObject({ investment: "2000" })
})

it("of two starts at once one begins, and the other is told that it runs", async () => {
  before = () => ask("POST", `${path}/start`)
  expect(await refusal()).toEqual([409, "One is running already."])
})
